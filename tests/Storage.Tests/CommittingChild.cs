using Prov.Storage.Commits;

namespace Prov.Storage.Tests;

/// <summary>Commits until it is killed; run as a process of its own by <see cref="FaultTests"/>.</summary>
public sealed class CommittingChild
{
    /// <summary>Environment variable with the connection string; without it there is nothing to do.</summary>
    public const string Variable = "PROV_TEST_COMMITTING_CHILD";

    [Fact]
    public async Task Child_CommitsUntilKilled_RecordsWhatWasAcknowledged()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } connectionString)
        {
            Assert.Skip("Runs only as the child of another test.");
            return;
        }

        await using var store = ProvStore.Open(new StoreOptions { ConnectionString = connectionString }, TimeProvider.System);
        await store.MigrateAsync(TestDatabase.Cancellation);
        await using var log = new StreamWriter(connectionString["Data Source=".Length..] + ".acknowledged") { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async writer =>
        {
            for (var i = 0; ; i++)
            {
                var commit = Joiner($"{writer}-{i}");
                await store.CommitIdentityAsync(commit, TestDatabase.Cancellation);
                lock (log)
                {
                    log.Write(commit.Identity!.Id + "\n");
                }
            }
        }));
    }

    /// <summary>A commit with something in every table.</summary>
    internal static IdentityCommit Joiner(string key)
    {
        var identity = Sample.Identity(key);
        return Sample.Commit(identity, Sample.Desired(identity), Sample.Desired(identity, "crm"), Sample.Desired(identity, "mail")) with
        {
            Event = Sample.Mark(identity.Id, "event-" + key),
            Reserve = [new("source:hr", key), new("account:directory", "name-" + key)],
        };
    }
}
