using System.Data.Common;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Tests.Sql;

/// <summary>Change feeds of databases, beyond what every change feed keeps.</summary>
public abstract class SqlChangeTests : ConnectorConformance
{
    private SqlTarget Database => (SqlTarget)Target;

    [Fact]
    public async Task ReadChanges_CreatedChangedAndDeletedByAnother_AsTheyAreNow()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        await CreateAsync(writer, Target.Account("goes"));
        await CreateAsync(writer, Target.Account("changes") with { Entitlements = ["a"] });
        var reader = Capability<IAccountChangeReader>(Target.Make());
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;

        await Database.ExecuteAsync("DELETE FROM memberships; DELETE FROM accounts WHERE login = 'goes'");

        var changes = await ReadAsync(reader, token);
        Assert.Empty(changes.Last(c => c.Account?.Name == "changes").Account!.Entitlements);
        Assert.Contains(changes, c => c.Account is null && c.Locator.NativeId is not null);
    }

    [Fact]
    public async Task ReadChanges_FromTheEndOfTheLastRead_NewOnesTold()
    {
        var connector = Target.Make(t => t with { Settings = t.Settings.SetItem("changeOverlap", "0") });
        var (writer, reader) = (Capability<IAccountWriter>(connector), Capability<IAccountChangeReader>(connector));
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;
        await CreateAsync(writer, Target.Account("first"));
        var next = token;
        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            AssertDone(page);
            next = page.Value!.Next;
        }

        await CreateAsync(writer, Target.Account("second"));

        Assert.Contains(await ReadAsync(reader, next), c => c.Account?.Name == "second");
    }

    [Fact]
    public async Task ReadChanges_TokenOlderThanWhatIsKept_Lost()
    {
        var reader = Capability<IAccountChangeReader>(Target.Make(t => t with { Settings = t.Settings.SetItem("changeTableKeptHours", "1") }));

        await foreach (var page in reader.ReadChangesAsync(new("""{"from":"2020-01-01T00:00:00Z","key":null,"then":null}"""), TestContext.Current.CancellationToken))
        {
            Assert.Equal((ConnectorStatus.Refused, ChangeToken.LostReason), (page.Status, page.Reason));
        }
    }

    [Theory]
    [InlineData("-")]
    [InlineData("{}")]
    [InlineData("""{"from":"2099-01-01T00:00:00Z","key":null,"then":null}""")]
    public async Task ReadChanges_NeverAToken_Lost(string text)
    {
        await foreach (var page in Capability<IAccountChangeReader>(Target.Make()).ReadChangesAsync(new(text), TestContext.Current.CancellationToken))
        {
            Assert.Equal(ChangeToken.LostReason, page.Reason);
        }
    }

    protected abstract Task<TargetUnderTest> StartBareAsync();

    protected override async Task<TargetUnderTest> StartAsync() => await ((SqlTarget)await StartBareAsync()).WithChangeTableAsync();

    protected static async Task<List<ObservedChange>> ReadAsync(IAccountChangeReader reader, ChangeToken token)
    {
        var changes = new List<ObservedChange>();
        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            AssertDone(page);
            changes.AddRange(page.Value!.Changes);
        }

        return changes;
    }
}

public sealed class PostgreSqlChangeTests : SqlChangeTests
{
    [Fact]
    public async Task ReadChanges_CommittedAfterLaterOnesWereTold_ToldAllTheSame()
    {
        var database = (SqlTarget)Target;
        var connector = Target.Make();
        var (writer, reader) = (Capability<IAccountWriter>(connector), Capability<IAccountChangeReader>(connector));
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;
        await using var slow = await database.ConnectAsync();
        await RunAsync(slow, "BEGIN; INSERT INTO accounts (login, active) VALUES ('slow', true)");
        await CreateAsync(writer, Target.Account("fast"));
        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            AssertDone(page);
            token = page.Value!.Next;
        }

        await RunAsync(slow, "COMMIT");

        Assert.Contains(await ReadAsync(reader, token), c => c.Account?.Name == "slow");
    }

    protected override Task<TargetUnderTest> StartBareAsync() => PostgreSqlTarget.StartAsync();

    private static async Task RunAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class MariaDbChangeTests : SqlChangeTests
{
    protected override Task<TargetUnderTest> StartBareAsync() => MariaDbTarget.StartAsync();
}

public sealed class SqliteChangeTests : SqlChangeTests
{
    protected override Task<TargetUnderTest> StartBareAsync() => SqliteTarget.StartAsync();
}

/// <summary>A column of the account table that tells the last change.</summary>
public sealed class SqlChangedColumnTests : ConnectorConformance
{
    [Fact]
    public async Task ReadChanges_Column_TellsWhatChangedAndSaysThatItDoesNotTellDeletions()
    {
        var connector = Target.Make();
        var reader = Capability<IAccountChangeReader>(connector);
        var token = (await reader.CurrentTokenAsync(TestContext.Current.CancellationToken)).Value!;
        await CreateAsync(Capability<IAccountWriter>(connector), Target.Account("jsmith"));

        var changes = new List<ObservedChange>();
        await foreach (var page in reader.ReadChangesAsync(token, TestContext.Current.CancellationToken))
        {
            AssertDone(page);
            changes.AddRange(page.Value!.Changes);
        }

        Assert.Equal("jsmith", Assert.Single(changes).Account!.Name);
        Assert.False(((Prov.Connectors.Sql.Changes.SqlChangeConnector)reader).TellsDeletions);
    }

    protected override async Task<TargetUnderTest> StartAsync()
    {
        var target = (SqlTarget)await PostgreSqlTarget.StartAsync();
        await target.ExecuteAsync("ALTER TABLE accounts ADD COLUMN changed timestamptz NOT NULL DEFAULT clock_timestamp()");
        target.More = target.More.SetItem("changedColumn", "changed");
        return target;
    }
}

public sealed class PostgreSqlChangeReaderTests : AccountChangeReaderConformance
{
    protected override async Task<TargetUnderTest> StartAsync() => await ((SqlTarget)await PostgreSqlTarget.StartAsync()).WithChangeTableAsync();
}

public sealed class MariaDbChangeReaderTests : AccountChangeReaderConformance
{
    protected override async Task<TargetUnderTest> StartAsync() => await ((SqlTarget)await MariaDbTarget.StartAsync()).WithChangeTableAsync();
}

public sealed class SqliteChangeReaderTests : AccountChangeReaderConformance
{
    protected override async Task<TargetUnderTest> StartAsync() => await ((SqlTarget)await SqliteTarget.StartAsync()).WithChangeTableAsync();
}
