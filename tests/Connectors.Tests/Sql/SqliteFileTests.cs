using Microsoft.Data.Sqlite;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Tests.Sql;

public sealed class SqliteFileTests : ConnectorConformance
{
    private SqliteTarget Database => (SqliteTarget)Target;

    private string FilePath => new SqliteConnectionStringBuilder(Database.ConnectionString).DataSource;

    [Fact]
    public async Task Test_FileNotThere_UnavailableAndNotMade()
    {
        var path = FilePath + ".other";

        var result = await MakeFor(path).TestAsync(TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Unavailable, "UNREACHABLE"), (result.Status, result.Reason));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Test_FileIsNoDatabase_Unavailable()
    {
        var path = FilePath + ".text";
        await File.WriteAllTextAsync(path, new string('x', 5000));

        AssertFailed(ConnectorStatus.Unavailable, await MakeFor(path).TestAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_AnotherProcessHoldsTheDatabase_UnavailableOrUnknownThenWellAgain()
    {
        var writer = (IAccountWriter)Target.Make(t => t with { Limits = new() { Timeout = TimeSpan.FromSeconds(2) } });
        await CreateAsync(writer, Target.Account("first"));
        await using (var other = new SqliteConnection(Database.ConnectionString + ";Pooling=False"))
        {
            await other.OpenAsync();
            await using var transaction = other.BeginTransaction(deferred: false);
            var result = await writer.CreateAsync(Target.Account("second"), TestContext.Current.CancellationToken);
            Assert.Contains(result.Status, new[] { ConnectorStatus.Unavailable, ConnectorStatus.Unknown });
        }

        var again = await writer.CreateAsync(Target.Account("third"), TestContext.Current.CancellationToken);
        AssertDone(again);
    }

    [Fact]
    public async Task Create_GoodAndBadAtOnce_EachHasItsOwnEnd()
    {
        var writer = (IAccountWriter)Target.Make();
        var calls = Enumerable.Range(0, 200).Select(i => writer.CreateAsync(
            Target.Account($"user{i / 2}"), TestContext.Current.CancellationToken)).ToList();

        var results = await Task.WhenAll(calls);

        Assert.Equal(100, results.Count(r => r.IsDone));
        Assert.Equal(100, results.Count(r => r.Status == ConnectorStatus.Conflict));
        Assert.Equal(100, await Target.CountAsync());
    }

    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();

    private IConnector MakeFor(string path) => Target.Factory.Create(Target.Target, new OneSecret($"Data Source={path}"));
}
