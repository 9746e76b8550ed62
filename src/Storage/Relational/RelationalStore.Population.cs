using System.Runtime.CompilerServices;
using Prov.Domain.Identities;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private static readonly Dictionary<string, LifecycleState> _states =
        Enum.GetValues<LifecycleState>().ToDictionary(s => s.ToString(), StringComparer.Ordinal);

    // A function of the database takes a hundred arguments at most, two for each attribute.
    private const int MaxAttributes = 40;

    // One statement that reads to the end: a page after the other by key would look every row up again.
    public IAsyncEnumerable<PopulationRow> ScanPopulationAsync(
        string tenant, IReadOnlyCollection<string> attributes, bool ownGrants, CancellationToken cancellationToken)
    {
        (string Name, object? Value)[] wanted = attributes.Count <= MaxAttributes ? [.. attributes.Select((a, i) => ("attribute" + i, (object?)a))] : [];
        var shown = attributes.Count <= MaxAttributes ? Dialect.SomeAttributes([.. wanted.Select(w => "@" + w.Name)]) : "attributes";
        return Sql.StreamAsync(
            $"select id, state, policy_version, due_at, {shown}, {(ownGrants ? Dialect.HasOwnGrants : "0")} from identities where tenant = @tenant",
            r => new PopulationRow(
                r.GetString(0), _states[r.GetString(1)], r.GetInt64(2), Dialect.ToInstantOrNull(r, 3), r.GetInt32(5) > 0, r.GetFieldValue<byte[]>(4)),
            [("tenant", tenant), .. wanted],
            cancellationToken);
    }

    public async Task<IReadOnlyList<IdentityAccounts>> LoadIdentitiesAsync(
        IReadOnlyCollection<string> identityIds, CancellationToken cancellationToken)
    {
        // The partition follows from the id, and only with it the key is found.
        var ids = PayloadJson.Write(identityIds.Select(id => new IdentityPlace(IdentityId.Partition(id), id)));
        var identities = await Sql.AllAsync(
            $"select {RowReader.IdentityColumns} from identities where (partition, id) in ({Dialect.Places("@ids")})",
            Rows.Identity,
            cancellationToken,
            ("ids", ids));
        var accounts = await Sql.AllAsync(
            $"select {RowReader.AccountColumns} from accounts where identity_id in (select id from ({Dialect.Places("@ids")}) as places) order by id",
            Rows.Account,
            cancellationToken,
            ("ids", ids));
        var byIdentity = accounts.ToLookup(a => a.Desired.IdentityId, StringComparer.Ordinal);
        return
        [
            .. identities.Select(i => i.Identity).Select(i => new IdentityAccounts(
                i with { Accounts = [.. byIdentity[i.Id].Select(a => a.Desired)] }, [.. byIdentity[i.Id]])),
        ];
    }

    public Task<StoredConfiguration?> FindConfigurationAsync(string tenant, long version, CancellationToken cancellationToken) => Sql.OneAsync(
        "select version, documents, applied_by, applied_at from configurations where tenant = @tenant and version = @version",
        r => new StoredConfiguration(tenant, r.GetInt64(0), [.. r.GetFieldValue<byte[]>(1)], r.GetString(2), Dialect.ToInstant(r, 3)),
        cancellationToken,
        ("tenant", tenant),
        ("version", version));

    private sealed record IdentityPlace(short Partition, string Id);
}
