using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    public async Task<Page<ViolationRow>> ListViolationsAsync(ViolationQuery query, CancellationToken cancellationToken)
    {
        var (afterRule, afterIdentity) = PlaceOf(query.PageToken);
        var where = new Conditions()
            .Add("tenant = @tenant", ("tenant", query.Tenant))
            .Add("(key, identity_id) > (@afterRule, @afterIdentity)", ("afterRule", afterRule), ("afterIdentity", afterIdentity))
            .AddIf(query.Rule, "key = @rule", "rule");
        var found = await Sql.AllAsync(
            $"select key, identity_id from sod_violations where {where.Text} order by key, identity_id limit @limit",
            r => (Rule: r.GetString(0), IdentityId: r.GetString(1)),
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1)]);
        var page = found.Take(query.PageSize).ToList();
        var identities = await LoadAsync(page.Select(f => f.IdentityId).Distinct(), cancellationToken);
        return new(
            [.. page.SelectMany(f => RowsOf(f.Rule, identities.GetValueOrDefault(f.IdentityId)))],
            found.Count > query.PageSize ? PageToken.Of($"{page[^1].Rule}\n{page[^1].IdentityId}") : "");
    }

    // Between the two reads a violation may have ended.
    private static IEnumerable<ViolationRow> RowsOf(string rule, Identity? identity) =>
        identity?.Violations.Where(v => v.Rule == rule).Select(v => new ViolationRow(identity, v)) ?? [];

    private async Task<Dictionary<string, Identity>> LoadAsync(IEnumerable<string> identityIds, CancellationToken cancellationToken)
    {
        var ids = PayloadJson.Write(identityIds.Select(id => new IdentityPlace(IdentityId.Partition(id), id)));
        var rows = await Sql.AllAsync(
            $"select {RowReader.IdentityColumns} from identities where (partition, id) in ({Dialect.Places("@ids")})",
            Rows.Identity,
            cancellationToken,
            ("ids", ids));
        return rows.ToDictionary(r => r.Identity.Id, r => r.Identity, StringComparer.Ordinal);
    }

    /// <exception cref="FormatException">Not a token of ours.</exception>
    private static (string Rule, string IdentityId) PlaceOf(string token) => PageToken.KeyOf(token).Split('\n') switch
    {
        [""] => ("", ""),
        [var rule, var identity] => (rule, identity),
        _ => throw new FormatException("The token has two parts."),
    };
}
