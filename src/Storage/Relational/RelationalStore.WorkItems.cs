using System.Data.Common;
using System.Globalization;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Expressions.Syntax;
using Prov.Domain.WorkItems;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private const string WorkItemColumns = "payload, owner, state, opened_at, closed_at, closed_by, decision, version";

    public Task<WorkItem?> LoadWorkItemAsync(string tenant, string itemId, CancellationToken cancellationToken) => Sql.OneAsync(
        $"select {WorkItemColumns} from work_items where id = @id and tenant = @tenant",
        ReadWorkItem,
        cancellationToken,
        ("id", itemId),
        ("tenant", tenant));

    public Task<Page<WorkItem>> ListWorkItemsAsync(WorkItemQuery query, CancellationToken cancellationToken) => CollectAsync(
        query.PageSize, query.PageToken, after => FindWorkItemsAsync(query, after, cancellationToken), PlaceOf);

    // Oldest first; the id tells apart what was opened at one instant.
    private static string PlaceOf(WorkItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.OpenedAt.UtcTicks}:{item.Id}");

    private async Task<(List<(WorkItem Row, bool IsFound)> Rows, bool IsLast)> FindWorkItemsAsync(
        WorkItemQuery query, string after, CancellationToken cancellationToken)
    {
        var where = new Conditions().Add("tenant = @tenant", ("tenant", query.Tenant));
        if (after.Length > 0)
        {
            var parts = after.Split(':', 2);
            var opened = new DateTimeOffset(long.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Zero);
            where.Add("(opened_at, id) > (@opened, @id)", ("opened", Dialect.ToDatabase(opened)), ("id", parts[^1]));
        }

        AddEqualities(query.Filter, where);
        var limit = query.PageSize + 1;
        var rows = await Sql.AllAsync(
            $"select {WorkItemColumns} from work_items where {where.Text} order by opened_at, id limit @limit",
            ReadWorkItem,
            cancellationToken,
            [.. where.Parameters, ("limit", limit)]);
        return ([.. rows.Select(r => (r, query.Filter is null || WorkItemView.Holds(query.Filter, r, query.Now)))], rows.Count < limit);
    }

    /// <summary>What narrows the search by columns; the whole filter is evaluated on what is found all the same.</summary>
    private static void AddEqualities(Expression? filter, Conditions where)
    {
        if (filter is null || FilterAnalysis.ToFilter(filter) is not { } known)
        {
            return;
        }

        foreach (var part in known.Term is AndTerm and ? and.Terms : [known.Term])
        {
            if (part is CompareTerm { Operator: BinaryOperator.Equal, Value.Kind: ValueKind.String } equal && ColumnOf(equal.Path) is { } column)
            {
                where.Add($"{column} = {where.Parameter(equal.Value.AsString())}");
            }
        }
    }

    private static string? ColumnOf(string path) => path switch
    {
        "item.owner" => "owner",
        "item.subject" => "subject",
        "item.state" => "lower(state)",
        _ => null,
    };

    private WorkItem ReadWorkItem(DbDataReader row) => PayloadJson.Read<WorkItem>(row.GetString(0)) with
    {
        Owner = row.GetString(1),
        State = Enum.Parse<WorkItemState>(row.GetString(2)),
        OpenedAt = Dialect.ToInstant(row, 3),
        ClosedAt = Dialect.ToInstantOrNull(row, 4),
        ClosedBy = row.GetString(5),
        Decision = row.GetString(6),
        Version = row.GetInt64(7),
    };
}
