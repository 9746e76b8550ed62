using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Prov.Storage.Commits;
using Prov.Tests.Servers;

namespace Prov.Storage.Tests;

/// <summary>Kills, full disks and read-only files: what is acknowledged stays, and nothing is half there.</summary>
public sealed class FaultTests
{
    private const string WholeCommits =
        """
        select count(*) from identities i
        where (select count(*) from accounts a where a.identity_id = i.id) <> 3
            or not exists (select 1 from events e where e.identity_id = i.id)
            or not exists (select 1 from reservations r where r.owner = i.id)
            or not exists (select 1 from audit_entries u where u.identity_id = i.id)
        """;

    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task Sqlite_ProcessKilledWhileCommitting_KeepsWhatItAcknowledgedAndNothingHalf()
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.Sqlite);
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(FaultTests).Assembly.Location, "-class", typeof(CommittingChild).FullName!])
        {
            Environment = { [CommittingChild.Variable] = database.ConnectionString },
            RedirectStandardOutput = true,
        })!;
        var acknowledged = database.ConnectionString["Data Source=".Length..] + ".acknowledged";
        await Deadline.UntilAsync(() => Task.FromResult(File.Exists(acknowledged) && new FileInfo(acknowledged).Length > 20_000), TimeSpan.FromSeconds(60), "the child has committed some hundred times");
        child.Kill();
        await child.WaitForExitAsync(Cancellation);

        var store = await database.OpenAsync();
        var lines = (await File.ReadAllTextAsync(acknowledged, Cancellation)).Split('\n')[..^1];
        foreach (var id in lines)
        {
            Assert.NotNull(await store.LoadIdentityAsync(id, Cancellation));
        }

        Assert.Equal(0, await ScalarAsync(new SqliteConnection(database.ConnectionString), WholeCommits));
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task PostgreSql_ServerKilledWhileCommitting_KeepsWhatItAcknowledgedAndNothingHalf()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresOptions { Durable = true });
        var connectionString = await server.CreateDatabaseAsync();
        await using var store = ProvStore.Open(
            new StoreOptions { Provider = StoreProvider.PostgreSql, ConnectionString = connectionString }, new FakeTimeProvider(Sample.Now));
        await store.MigrateAsync(Cancellation);
        var acknowledged = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var failures = 0;
        var writing = Task.WhenAll(Enumerable.Range(0, 20).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; Volatile.Read(ref failures) == 0; i++)
                {
                    var commit = CommittingChild.Joiner($"{writer}-{i}");
                    try
                    {
                        await store.CommitIdentityAsync(commit, Cancellation);
                        acknowledged.Enqueue(commit.Identity!.Id);
                    }
                    catch (StoreException fault)
                    {
                        Assert.Equal(StoreReasons.Unavailable, fault.Reason);
                        Interlocked.Increment(ref failures);
                    }
                }
            },
            Cancellation)));
        await Deadline.UntilAsync(() => Task.FromResult(acknowledged.Count > 500), TimeSpan.FromSeconds(60), "500 commits were acknowledged");
        await server.KillAsync();
        await writing;
        await server.RestartAsync();

        foreach (var id in acknowledged)
        {
            Assert.NotNull(await store.LoadIdentityAsync(id, Cancellation));
        }

        Assert.Equal(CommitStatus.Committed, (await store.CommitIdentityAsync(CommittingChild.Joiner("after"), Cancellation)).Status);
        Assert.Equal(0, await ScalarAsync(new NpgsqlConnection(connectionString), WholeCommits));
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task Sqlite_DiskFull_SaysSoAndWritesNothingHalf()
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.Sqlite);
        var store = await database.OpenAsync();
        await FillAsync(store, 0, 20);

        await using var small = ProvStore.Open(
            new StoreOptions { ConnectionString = database.ConnectionString, MaxFileMegabytes = 1 }, database.Time);
        StoreException? fault = null;
        for (var i = 0; i < 200 && fault is null; i++)
        {
            fault = await Record.ExceptionAsync(() => FillAsync(small, 1000 + (i * 20), 20)) as StoreException;
        }

        Assert.Equal(StoreReasons.Full, fault?.Reason);
        Assert.Equal(0, await ScalarAsync(new SqliteConnection(database.ConnectionString), WholeCommits));
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
        await FillAsync(store, 90_000, 5);
    }

    [Fact]
    public async Task Sqlite_ReadOnly_SaysSoAndStillReads()
    {
        await using var database = await TestDatabase.CreateAsync(StoreProvider.Sqlite);
        var store = await database.OpenAsync();
        await FillAsync(store, 0, 1);
        await using var reader = ProvStore.Open(
            new StoreOptions { ConnectionString = database.ConnectionString + ";Mode=ReadOnly" }, database.Time);

        var fault = await Assert.ThrowsAsync<StoreException>(() => FillAsync(reader, 1, 1));

        Assert.Equal(StoreReasons.ReadOnly, fault.Reason);
        Assert.NotNull(await reader.LoadIdentityAsync(Sample.Identity("0").Id, Cancellation));
    }

    private static Task FillAsync(IProvStore store, int from, int count) => Task.WhenAll(Enumerable.Range(from, count).Select(i =>
        store.CommitIdentityAsync(CommittingChild.Joiner($"{i}"), Cancellation)));

    private static async Task<long> ScalarAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using (connection)
        {
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)(await command.ExecuteScalarAsync(Cancellation))!;
        }
    }
}
