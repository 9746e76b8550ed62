using Prov.Domain.Identities;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    public async Task<(IReadOnlyList<Identity> Identities, bool Cut)> FindByBlocksAsync(
        string tenant, IReadOnlyCollection<string> blocks, int limit, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in blocks)
        {
            // One more than may be: then it is known that there are more, however many.
            ids.UnionWith(await Sql.AllAsync(
                "select identity_id from identity_blocks where tenant = @tenant and key = @key order by identity_id limit @limit",
                r => r.GetString(0),
                cancellationToken,
                ("tenant", tenant),
                ("key", block),
                ("limit", limit + 1)));
        }

        var found = new List<Identity>();
        foreach (var id in ids.Order(StringComparer.Ordinal).Take(limit))
        {
            var row = await Sql.OneAsync(
                $"select {RowReader.IdentityColumns} from identities where partition = @partition and id = @id",
                Rows.Identity,
                cancellationToken,
                ("partition", IdentityId.Partition(id)),
                ("id", id));
            found.AddRange(row is null ? [] : [row.Identity]);
        }

        return (found, ids.Count > limit);
    }
}
