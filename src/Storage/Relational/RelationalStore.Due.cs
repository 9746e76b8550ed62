using Prov.Domain.Identities;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    public async Task<IReadOnlyList<AccountRow>> ClaimDueAccountsAsync(
        string target, DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<AccountRow>();
        foreach (var priority in DuePriority.FirstToLast)
        {
            if (rows.Count < limit)
            {
                rows.AddRange(await ClaimAsync(priority, limit - rows.Count));
            }
        }

        return rows;

        // Each priority by itself: the index then gives the oldest due row at once, however many urgent ones wait for a later day.
        async Task<List<AccountRow>> ClaimAsync(short priority, int most)
        {
            var claimed = await AloneAsync(
                () => Sql.AllAsync(
                    Dialect.ClaimDueAccounts,
                    r => (Row: Rows.Account(r), Due: Dialect.ToInstant(r, 7)),
                    cancellationToken,
                    ("target", target),
                    ("priority", priority),
                    ("now", Dialect.ToDatabase(now)),
                    ("leased", Dialect.ToDatabase(now + lease)),
                    ("limit", most)),
                cancellationToken);
            return [.. claimed.OrderBy(c => c.Due).Select(c => c.Row with { DueAt = c.Due })];
        }
    }

    public Task<int> RetryAccountsAsync(
        string tenant, IReadOnlyCollection<string> accountIds, DateTimeOffset now, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            $"""
            update accounts set due_at = @now
            where (partition, id) in ({Dialect.Places("@places")}) and tenant = @tenant and due_at > @now and desired_generation > applied_generation
            """,
            cancellationToken,
            ("places", PayloadJson.Write(accountIds.Select(id => new { Partition = IdentityId.Partition(id), Id = id }))),
            ("tenant", tenant),
            ("now", Dialect.ToDatabase(now))),
        cancellationToken);

    public async Task<IReadOnlyList<string>> ClaimDueIdentitiesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken) => await AloneAsync(
        () => Sql.AllAsync(
            $"""
            with due as materialized (
                select partition, id from identities where due_at <= @now order by due_at limit @limit {Dialect.SkipLocked})
            update identities set due_at = @leased where (partition, id) in (select partition, id from due)
            returning id
            """,
            r => r.GetString(0),
            cancellationToken,
            ("now", Dialect.ToDatabase(now)),
            ("leased", Dialect.ToDatabase(now + lease)),
            ("limit", limit)),
        cancellationToken);
}
