using System.Data.Common;

namespace Prov.Storage.Relational;

/// <summary>The lock of a scope of removals, held until its transaction ends. Several are taken in their order.</summary>
internal static class RemovalLock
{
    public static Task TakeAsync(DbTransaction transaction, string tenant, string scope, CancellationToken cancellationToken) => Sql.ExecuteAsync(
        transaction,
        "insert into removal_scopes (tenant, scope) values (@tenant, @scope) on conflict (tenant, scope) do update set scope = excluded.scope",
        cancellationToken,
        ("tenant", tenant),
        ("scope", scope));
}
