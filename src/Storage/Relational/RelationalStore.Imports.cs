using System.Data.Common;
using System.Globalization;
using Prov.Storage.Queries;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private const string ImportColumns = "tenant, id, version, source, state, started_at, updated_at, progress";

    public Task<ImportRow?> LoadImportAsync(string tenant, string runId, CancellationToken cancellationToken) => Sql.OneAsync(
        $"select {ImportColumns} from import_runs where tenant = @tenant and id = @id", Import, cancellationToken, ("tenant", tenant), ("id", runId));

    public Task<bool> SaveImportAsync(ImportRow row, CancellationToken cancellationToken) => AloneAsync(
        async () => await Sql.ExecuteAsync(
            (row.Version == 1
                ? $"insert into import_runs ({ImportColumns}) values (@tenant, @id, @version, @source, @state, @started, @updated, @progress) on conflict do nothing"
                : "update import_runs set version = @version, state = @state, updated_at = @updated, progress = @progress "
                    + "where tenant = @tenant and id = @id and version = @version - 1")
                .Replace("@progress", Dialect.JsonParameter("@progress"), StringComparison.Ordinal),
            cancellationToken,
            ("tenant", row.Tenant),
            ("id", row.RunId),
            ("version", row.Version),
            ("source", row.Source),
            ("state", row.State),
            ("started", Dialect.ToDatabase(row.StartedAt)),
            ("updated", Dialect.ToDatabase(row.UpdatedAt)),
            ("progress", row.Progress)) == 1,
        cancellationToken);

    public async Task<Page<ImportRow>> ListImportsAsync(ImportQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions().Add("tenant = @tenant", ("tenant", query.Tenant)).AddIf(query.Source, "source = @source", "source");
        if (query.PageToken.Length > 0)
        {
            var (startedAt, id) = ImportPlace(query.PageToken);
            where.Add("(started_at, id) < (@before, @after)", ("before", Dialect.ToDatabase(startedAt)), ("after", id));
        }

        var rows = await Sql.AllAsync(
            $"select {ImportColumns} from import_runs where {where.Text} order by started_at desc, id desc limit @limit",
            Import,
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1)]);
        return Cut(rows, query.PageSize, r => PageToken.Of(string.Create(CultureInfo.InvariantCulture, $"{r.StartedAt.UtcTicks}:{r.RunId}")));
    }

    private static (DateTimeOffset StartedAt, string Id) ImportPlace(string token)
    {
        var parts = PageToken.KeyOf(token).Split(':', 2);
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            && ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? (new(ticks, TimeSpan.Zero), parts[1])
            : throw new FormatException("The page token is none of this list.");
    }

    private ImportRow Import(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2))
    {
        Source = row.GetString(3),
        State = row.GetString(4),
        StartedAt = Dialect.ToInstant(row, 5),
        UpdatedAt = Dialect.ToInstant(row, 6),
        Progress = row.GetString(7),
    };
}
