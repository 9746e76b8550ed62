using Prov.Storage.Queries;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    public async Task<IReadOnlyList<DuplicateCheckRow>> ListDuplicateChecksAsync(int limit, CancellationToken cancellationToken) => await Sql.AllAsync(
        "select tenant, key, identity_id from duplicate_checks order by tenant, key, identity_id limit @limit",
        r => new DuplicateCheckRow(r.GetString(0), r.GetString(1), r.GetString(2)),
        cancellationToken,
        ("limit", limit));

    public Task EndDuplicateCheckAsync(DuplicateCheckRow check, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            "delete from duplicate_checks where tenant = @tenant and key = @source and identity_id = @identity",
            cancellationToken,
            ("tenant", check.Tenant),
            ("source", check.Source),
            ("identity", check.IdentityId)),
        cancellationToken);
}
