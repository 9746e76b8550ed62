using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Storage.Commits;
using Prov.Tests.Servers;

namespace Prov.Storage.Tests.PostgreSql;

/// <summary>Batches that write the same rows at once, as those of two silos may: whoever is second waits, and nobody for each other.</summary>
public sealed class LockOrderTests
{
    private const int Rows = 300;
    private const int Rounds = 10;

    [Fact]
    public async Task Commit_SameRowsFromTwoSilosInOppositeOrder_OneOfThemWinsAndNoneIsADeadlock()
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.PostgreSql);
        IProvStore[] silos = [await database.OpenAsync(o => o.Lanes = 1), await database.OpenAsync(o => o.Lanes = 1)];
        var people = Enumerable.Range(0, Rows).Select(i => Sample.Identity($"person-{i}")).ToList();
        await Task.WhenAll(people.Select(p => silos[0].CommitIdentityAsync(Sample.Commit(p, Sample.Desired(p)), TestDatabase.Cancellation)));

        for (var round = 0; round < Rounds; round++)
        {
            var version = round;
            var results = await Task.WhenAll(
                Together(silos[0], people, (s, p) => IdentityAsync(s, p, version + 1)),
                Together(silos[1], Enumerable.Reverse(people), (s, p) => IdentityAsync(s, p, version + 1)),
                Together(silos[0], people, (s, p) => AccountAsync(s, p, version)),
                Together(silos[1], Enumerable.Reverse(people), (s, p) => AccountAsync(s, p, version)));
            Assert.Equal(2 * Rows, results.SelectMany(r => r).Count(s => s == CommitStatus.Committed));
        }

        // The server tells of a transaction's end about a second late, and only at the next statement.
        var commits = await CommitsAsync(database);
        await Deadline.UntilAsync(
            async () => await CommitsAsync(database) > commits + 20, TimeSpan.FromSeconds(20), "the server has told what became of the transactions");
        Assert.Equal(0, await database.NumberAsync("select deadlocks from pg_stat_database where datname = current_database()"));
    }

    private static Task<CommitStatus[]> Together(IProvStore silo, IEnumerable<Identity> people, Func<IProvStore, Identity, Task<CommitStatus>> commit) =>
        Task.Run(() => Task.WhenAll(people.Select(p => commit(silo, p))));

    private static async Task<CommitStatus> IdentityAsync(IProvStore silo, Identity person, long version)
    {
        var next = person with { Version = version };
        return (await silo.CommitIdentityAsync(Sample.Commit(next, Sample.Desired(next, generation: version + 1)), TestDatabase.Cancellation)).Status;
    }

    private static async Task<CommitStatus> AccountAsync(IProvStore silo, Identity person, long version) =>
        (await silo.CommitAccountAsync(
            Sample.Commit(Sample.Outcome(Sample.Desired(person), version, AccountStatus.Retrying)), TestDatabase.Cancellation)).Status;

    private static Task<long> CommitsAsync(TestDatabase database) =>
        database.NumberAsync("select xact_commit from pg_stat_database where datname = current_database()");
}
