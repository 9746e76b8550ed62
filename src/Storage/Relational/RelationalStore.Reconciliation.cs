using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Reconciliation;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private const string RunColumns = "tenant, id, version, target, state, started_at, updated_at, progress";
    private const string SituationColumns = "key, name, situation, action, account_id, digest, details, run_id, at";

    public IAsyncEnumerable<KnownAccountRow> ScanKnownAccountsAsync(
        string tenant, string target, DateTimeOffset since, CancellationToken cancellationToken) => Sql.StreamAsync(
        "select id, account from accounts where tenant = @tenant and target = @target and account is not null and updated_at >= @since",
        Known,
        [("tenant", tenant), ("target", target), ("since", Dialect.ToDatabase(since))],
        cancellationToken);

    public async Task<IReadOnlyList<AccountRow>> LoadAccountsAsync(IReadOnlyCollection<string> accountIds, CancellationToken cancellationToken) =>
        await Sql.AllAsync(
            $"select {RowReader.AccountColumns} from accounts where (partition, id) in ({Dialect.Places("@ids")})",
            Rows.Account,
            cancellationToken,
            ("ids", PayloadJson.Write(accountIds.Select(id => new IdentityPlace(IdentityId.Partition(id), id)))));

    public Task<ReconciliationRow?> LoadReconciliationAsync(string tenant, string runId, CancellationToken cancellationToken) => Sql.OneAsync(
        $"select {RunColumns} from reconciliation_runs where tenant = @tenant and id = @id", Run, cancellationToken, ("tenant", tenant), ("id", runId));

    public Task<bool> SaveReconciliationAsync(ReconciliationRow row, CancellationToken cancellationToken) => AloneAsync(
        async () => await Sql.ExecuteAsync(
            (row.Version == 1
                ? $"insert into reconciliation_runs ({RunColumns}) values (@tenant, @id, @version, @target, @state, @started, @updated, @progress) on conflict do nothing"
                : "update reconciliation_runs set version = @version, state = @state, updated_at = @updated, progress = @progress "
                    + "where tenant = @tenant and id = @id and version = @version - 1")
                .Replace("@progress", Dialect.JsonParameter("@progress"), StringComparison.Ordinal),
            cancellationToken,
            ("tenant", row.Tenant),
            ("id", row.RunId),
            ("version", row.Version),
            ("target", row.Target),
            ("state", row.State),
            ("started", Dialect.ToDatabase(row.StartedAt)),
            ("updated", Dialect.ToDatabase(row.UpdatedAt)),
            ("progress", row.Progress)) == 1,
        cancellationToken);

    public async Task<Page<ReconciliationRow>> ListReconciliationsAsync(ReconciliationQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions().Add("tenant = @tenant", ("tenant", query.Tenant)).AddIf(query.Target, "target = @target", "target");
        if (query.PageToken.Length > 0)
        {
            var (startedAt, id) = ImportPlace(query.PageToken);
            where.Add("(started_at, id) < (@before, @after)", ("before", Dialect.ToDatabase(startedAt)), ("after", id));
        }

        var rows = await Sql.AllAsync(
            $"select {RunColumns} from reconciliation_runs where {where.Text} order by started_at desc, id desc limit @limit",
            Run,
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1)]);
        return Cut(rows, query.PageSize, r => PageToken.Of(string.Create(CultureInfo.InvariantCulture, $"{r.StartedAt.UtcTicks}:{r.RunId}")));
    }

    public Task SaveSituationsAsync(
        string tenant, string target, string runId, ImmutableArray<SituationRow> rows, DateTimeOffset at, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            $"""
            insert into situations (tenant, target, run_id, at, key, name, situation, action, account_id, digest, details)
            select @tenant, @target, @run, @at, r.key, r.name, r.situation, r.action, r.account_id, r.digest, r.details
            from {Dialect.SituationRows("@rows")} where true
            on conflict (tenant, target, key) do update set run_id = excluded.run_id, at = excluded.at, name = excluded.name,
                situation = excluded.situation, action = excluded.action, account_id = excluded.account_id, digest = excluded.digest,
                details = excluded.details
            """,
            cancellationToken,
            ("tenant", tenant),
            ("target", target),
            ("run", runId),
            ("at", Dialect.ToDatabase(at)),
            ("rows", PayloadJson.Write(rows.DistinctBy(r => r.Key)))),
        cancellationToken);

    public Task RemoveSituationsAsync(
        string tenant, string target, IReadOnlyCollection<string> keys, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            $"delete from situations where tenant = @tenant and target = @target and key in (select r.key from {Dialect.KeyRows("@rows")})",
            cancellationToken,
            ("tenant", tenant),
            ("target", target),
            ("rows", PayloadJson.Write(keys.Select(k => new { Tenant = tenant, Key = k, Id = "" })))),
        cancellationToken);

    public IAsyncEnumerable<SituationRow> ScanSituationsAsync(string tenant, string target, CancellationToken cancellationToken) => Sql.StreamAsync(
        $"select {SituationColumns} from situations where tenant = @tenant and target = @target and account_id = ''",
        Situation,
        [("tenant", tenant), ("target", target)],
        cancellationToken);

    public async Task<Page<SituationRow>> ListSituationsAsync(SituationQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions()
            .Add("tenant = @tenant and target = @target", ("tenant", query.Tenant), ("target", query.Target))
            .AddIf(query.Situation?.ToString(), "situation = @situation", "situation")
            .AddIf(query.RunId, "run_id = @run", "run");
        if (query.PageToken.Length > 0)
        {
            where.Add("key > @after", ("after", PageToken.KeyOf(query.PageToken)));
        }

        var rows = await Sql.AllAsync(
            $"select {SituationColumns} from situations where {where.Text} order by key limit @limit",
            Situation,
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1)]);
        return Cut(rows, query.PageSize, r => PageToken.Of(r.Key));
    }

    public async Task<ImmutableSortedDictionary<string, long>> CountSituationsAsync(string tenant, string target, CancellationToken cancellationToken)
    {
        var counts = await Sql.AllAsync(
            "select situation, count(*) from situations where tenant = @tenant and target = @target group by situation",
            r => KeyValuePair.Create(r.GetString(0), r.GetInt64(1)),
            cancellationToken,
            ("tenant", tenant),
            ("target", target));
        return counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public Task<string?> LoadChangeTokenAsync(string tenant, string target, CancellationToken cancellationToken) => Sql.OneAsync(
        "select token from change_tokens where tenant = @tenant and target = @target",
        r => r.GetString(0),
        cancellationToken,
        ("tenant", tenant),
        ("target", target));

    public Task SaveChangeTokenAsync(string tenant, string target, string? token, DateTimeOffset at, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            token is null
                ? "delete from change_tokens where tenant = @tenant and target = @target"
                : """
                insert into change_tokens (tenant, target, token, taken_at) values (@tenant, @target, @token, @at)
                on conflict (tenant, target) do update set token = excluded.token, taken_at = excluded.taken_at
                """,
            cancellationToken,
            ("tenant", tenant),
            ("target", target),
            ("token", token),
            ("at", Dialect.ToDatabase(at))),
        cancellationToken);

    private static KnownAccountRow Known(DbDataReader row)
    {
        var account = PayloadJson.Read<Account>(row.GetString(1));
        return new(row.GetString(0), account.Observed, account.DeletedNativeId);
    }

    private ReconciliationRow Run(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2))
    {
        Target = row.GetString(3),
        State = row.GetString(4),
        StartedAt = Dialect.ToInstant(row, 5),
        UpdatedAt = Dialect.ToInstant(row, 6),
        Progress = row.GetString(7),
    };

    private SituationRow Situation(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), Enum.Parse<Situation>(row.GetString(2)), Enum.Parse<ReconciliationAction>(row.GetString(3)))
    {
        AccountId = row.GetString(4),
        Digest = row.GetString(5),
        Details = PayloadJson.Read<SituationDetails>(row.GetString(6)),
        RunId = row.GetString(7),
        At = Dialect.ToInstant(row, 8),
    };
}
