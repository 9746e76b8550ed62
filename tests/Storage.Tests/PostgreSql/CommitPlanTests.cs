using Prov.Tests.Servers;

namespace Prov.Storage.Tests.PostgreSql;

/// <summary>The database keeps its plans: those that were made while the tables were empty must serve when they are full.</summary>
public sealed class CommitPlanTests
{
    private const int Others = 20_000;

    [Fact]
    public async Task CommitIdentity_TablesFilledAfterTheFirst_ReadsByKeyOnly()
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.PostgreSql);
        var store = await database.OpenAsync(o => o.Lanes = 1);
        await database.ExecuteAsync("analyze");
        var commits = 0;
        for (; commits < 10; commits++)
        {
            await CommitAsync(store, commits);
        }

        await database.ExecuteAsync(
            $"insert into reservations select '{Sample.Tenant}', 'other', 'k' || n, 'idn-other' from generate_series(1, {Others}) n");
        var (scans, rows) = await ReadsAsync(database);

        // The server tells what was read about a second late, and only at the next statement.
        await Deadline.UntilAsync(
            async () =>
            {
                await CommitAsync(store, commits++);
                return (await ReadsAsync(database)).Scans > scans + 10;
            },
            TimeSpan.FromSeconds(20),
            "the server has told what was read");

        Assert.True((await ReadsAsync(database)).Rows - rows < Others, "A commit read the whole table.");
    }

    private static Task CommitAsync(IProvStore store, int number)
    {
        var identity = Sample.Identity($"person-{number}");
        return store.CommitIdentityAsync(Sample.Commit(identity) with { Reserve = identity.Reservations }, TestDatabase.Cancellation);
    }

    private static async Task<(long Scans, long Rows)> ReadsAsync(TestDatabase database) => (
        await database.NumberAsync("select coalesce(sum(idx_scan), 0)::bigint from pg_stat_user_indexes where relname = 'reservations'"),
        await database.NumberAsync("select coalesce(sum(idx_tup_read), 0)::bigint from pg_stat_user_indexes where relname = 'reservations'"));
}
