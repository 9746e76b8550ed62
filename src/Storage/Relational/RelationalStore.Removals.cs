using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Prov.Domain.Removals;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private const string Undecided = "tenant = @tenant and source = @source and due_at is null";

    public Task<RemovalAnswer> TakeRemovalsAsync(
        RemovalRequest request, Func<ImmutableArray<RemovalCount>, bool> admits, CancellationToken cancellationToken) => InTransactionAsync(
        async transaction =>
        {
            foreach (var scope in request.Claims.Select(c => c.Scope).Append(request.Source is null ? null : RemovalScope.OfSource(request.Source))
                .OfType<string>().Distinct().Order(StringComparer.Ordinal))
            {
                await RemovalLock.TakeAsync(transaction, request.Tenant, scope, cancellationToken);
            }

            if (request.Source is { } source && await HoldsAsync(transaction, request.Tenant, source, cancellationToken))
            {
                return new(false, request.Claims, SourceHolds: true);
            }

            var counts = ImmutableArray.CreateBuilder<RemovalCount>(request.Claims.Length);
            foreach (var claim in request.Claims)
            {
                counts.Add(claim with { Taken = await TakenAsync(transaction, request, claim.Scope, cancellationToken) });
            }

            var plan = counts.ToImmutable();
            if (!admits(plan))
            {
                return new(false, plan, SourceHolds: false);
            }

            foreach (var claim in plan.Where(c => c.Planned > 0))
            {
                await CountAsync(transaction, request, claim, cancellationToken);
            }

            return new RemovalAnswer(true, plan, SourceHolds: false);
        },
        cancellationToken);

    public async Task<HeldPlan> SummarizeHeldLeavesAsync(string tenant, string source, CancellationToken cancellationToken) => Plan(
        tenant,
        source,
        await Sql.AllAsync(
            $"select event_id, source_key from held_leaves where {Undecided} order by event_id",
            r => (r.GetString(0), r.GetString(1)),
            cancellationToken,
            ("tenant", tenant),
            ("source", source)));

    public async Task<Page<HeldLeaveRow>> ListHeldLeavesAsync(HeldLeaveQuery query, CancellationToken cancellationToken)
    {
        var rows = await Sql.AllAsync(
            $"select source, source_key, event_id, identity_id, held_at from held_leaves where {Undecided} and event_id > @after order by event_id limit @limit",
            r => new HeldLeaveRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), Dialect.ToInstant(r, 4)),
            cancellationToken,
            ("tenant", query.Tenant),
            ("source", query.Source),
            ("after", query.PageToken.Length == 0 ? "" : PageToken.KeyOf(query.PageToken)),
            ("limit", query.PageSize + 1));
        return Cut(rows, query.PageSize, r => PageToken.Of(r.EventId));
    }

    public Task<(bool Decided, HeldPlan Plan)> DecideHeldLeavesAsync(
        HeldPlan plan, bool drop, DateTimeOffset now, CancellationToken cancellationToken) => InTransactionAsync(
        async transaction =>
        {
            // Whoever holds one more takes the same lock: the plan cannot change between the look and the decision.
            await RemovalLock.TakeAsync(transaction, plan.Tenant, RemovalScope.OfSource(plan.Source), cancellationToken);
            var found = Plan(plan.Tenant, plan.Source, await Sql.AllAsync(
                transaction,
                $"select event_id, source_key from held_leaves where {Undecided} order by event_id",
                r => (r.GetString(0), r.GetString(1)),
                cancellationToken,
                ("tenant", plan.Tenant),
                ("source", plan.Source)));
            if (found.Count == 0 || found.Hash != plan.Hash)
            {
                return (false, found);
            }

            await Sql.ExecuteAsync(
                transaction, $"update held_leaves set due_at = @now, dropped = @drop where {Undecided}", cancellationToken,
                ("tenant", plan.Tenant), ("source", plan.Source), ("now", Dialect.ToDatabase(now)), ("drop", drop));
            return (true, found);
        },
        cancellationToken);

    public async Task<IReadOnlyList<DecidedLeave>> ClaimDecidedLeavesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => await AloneAsync(
        () => Sql.AllAsync(
            $"""
            with due as materialized (
                select tenant, source, event_id from held_leaves where due_at <= @now order by due_at limit @limit {Dialect.SkipLocked})
            update held_leaves set due_at = @leased where (tenant, source, event_id) in (select tenant, source, event_id from due)
            returning source, identity_id, dropped
            """,
            r => new DecidedLeave(r.GetString(0), r.GetString(1), r.GetBoolean(2)),
            cancellationToken,
            ("now", Dialect.ToDatabase(now)),
            ("leased", Dialect.ToDatabase(now + lease)),
            ("limit", limit)),
        cancellationToken);

    public async Task<IReadOnlyDictionary<string, int>> LoadAbsencesAsync(string tenant, string source, CancellationToken cancellationToken)
    {
        var absences = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = Sql.StreamAsync(
            "select source_key, snapshots from absent_records where tenant = @tenant and source = @source",
            r => (Key: r.GetString(0), Snapshots: r.GetInt32(1)),
            [("tenant", tenant), ("source", source)],
            cancellationToken);
        await foreach (var (key, snapshots) in rows)
        {
            absences[key] = snapshots;
        }

        return absences;
    }

    public Task SaveAbsencesAsync(
        string tenant, string source, IReadOnlyDictionary<string, int> absences, CancellationToken cancellationToken) => InTransactionAsync(
        async transaction =>
        {
            await RemovalLock.TakeAsync(transaction, tenant, RemovalScope.OfSource(source), cancellationToken);
            await Sql.ExecuteAsync(
                transaction, "delete from absent_records where tenant = @tenant and source = @source", cancellationToken,
                ("tenant", tenant), ("source", source));
            var rows = absences.Select(a => new { Tenant = tenant, Key = a.Key, Id = a.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) });
            return await Sql.ExecuteAsync(
                transaction,
                $"insert into absent_records (tenant, source, source_key, snapshots) select tenant, @source, key, cast(id as integer) from {Dialect.KeyRows("@rows")}",
                cancellationToken,
                ("source", source),
                ("rows", PayloadJson.Write(rows)));
        },
        cancellationToken);

    private static HeldPlan Plan(string tenant, string source, List<(string EventId, string SourceKey)> leaves)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (eventId, sourceKey) in leaves)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{eventId.Length}:{eventId}{sourceKey.Length}:{sourceKey}"));
        }

        return new(tenant, source, leaves.Count == 0 ? "" : Convert.ToHexStringLower(hash.GetHashAndReset()), leaves.Count);
    }

    private static async Task<bool> HoldsAsync(DbTransaction transaction, string tenant, string source, CancellationToken cancellationToken) =>
        (await Sql.AllAsync(
            transaction, $"select 1 from held_leaves where {Undecided} limit 1", r => r.GetInt32(0), cancellationToken,
            ("tenant", tenant), ("source", source))).Count > 0;

    private static async Task<long> TakenAsync(DbTransaction transaction, RemovalRequest request, string scope, CancellationToken cancellationToken) =>
        (await Sql.AllAsync(
            transaction,
            "select cast(coalesce(sum(taken), 0) as bigint) from removal_counts where tenant = @tenant and scope = @scope and minute >= @since",
            r => r.GetInt64(0),
            cancellationToken,
            ("tenant", request.Tenant),
            ("scope", scope),
            ("since", Minute(request.Since)))).Single();

    private static async Task CountAsync(DbTransaction transaction, RemovalRequest request, RemovalCount claim, CancellationToken cancellationToken)
    {
        await Sql.ExecuteAsync(
            transaction, "delete from removal_counts where tenant = @tenant and scope = @scope and minute < @since", cancellationToken,
            ("tenant", request.Tenant), ("scope", claim.Scope), ("since", Minute(request.Since)));
        await Sql.ExecuteAsync(
            transaction,
            """
            insert into removal_counts (tenant, scope, minute, taken) values (@tenant, @scope, @minute, @taken)
            on conflict (tenant, scope, minute) do update set taken = removal_counts.taken + excluded.taken
            """,
            cancellationToken,
            ("tenant", request.Tenant),
            ("scope", claim.Scope),
            ("minute", Minute(request.Now)),
            ("taken", claim.Planned));
    }

    private static long Minute(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / 60;

    /// <summary>Runs a write of several statements. The first must write, so that nothing changes after what is read.</summary>
    private Task<T> InTransactionAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            await using var connection = await Database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = await write(transaction);
            await transaction.CommitAsync(cancellationToken);
            return result;
        },
        cancellationToken);
}
