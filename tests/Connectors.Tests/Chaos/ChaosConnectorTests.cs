using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Chaos;
using Prov.Connectors.Null;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Chaos;

public sealed class ChaosConnectorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-chaos-");

    private string Journal => Path.Combine(_folder.FullName, "journal.jsonl");

    [Theory]
    [InlineData("chaosRefusedShare", ConnectorStatus.Refused, 0)]
    [InlineData("chaosThrottledShare", ConnectorStatus.Throttled, 0)]
    [InlineData("chaosUnavailableShare", ConnectorStatus.Unavailable, 0)]
    [InlineData("chaosLostRequestShare", ConnectorStatus.Unknown, 0)]
    [InlineData("chaosLostReplyShare", ConnectorStatus.Unknown, 1)]
    [InlineData("chaosDelay", ConnectorStatus.Done, 1)]
    public async Task Create_ShareIsOne_FaultAndInnerCalledOnlyWhenTheReplyIsLost(string setting, ConnectorStatus status, int calls)
    {
        await using var connector = Make(("chaosSeed", "1"), (setting, "1"));

        var result = await CreateAsync(connector, "jsmith");

        Assert.Equal(status, result.Status);
        Assert.Equal(calls, File.ReadLines(Journal).Count());
    }

    [Fact]
    public async Task Read_ReplyIsLost_Unavailable()
    {
        await using var connector = Make(("chaosSeed", "1"), ("chaosLostReplyShare", "1"));

        var result = await ((IAccountReader)connector).ReadAsync(new("jsmith", null), TestContext.Current.CancellationToken);

        Assert.Equal(ConnectorStatus.Unavailable, result.Status);
    }

    [Fact]
    public async Task Calls_SameSeedInAnotherOrder_SameFaults()
    {
        (string, string)[] settings = [("chaosSeed", "42"), ("chaosRefusedShare", "0.3"), ("chaosLostReplyShare", "0.3")];
        var names = Enumerable.Range(0, 50).Select(i => $"user{i}").ToList();
        await using var forward = Make(settings);
        await using var backward = Make(settings);

        var first = await FaultsAsync(forward, names);
        names.Reverse();
        var second = await FaultsAsync(backward, names);

        Assert.Equal(first, second);
        Assert.Equal(3, first.Values.SelectMany(f => f).Distinct().Count());
    }

    [Fact]
    public void Decide_ManyCalls_SharesAndDelaysAreKept()
    {
        var plan = new ChaosPlan(7, TimeSpan.FromSeconds(1), ImmutableSortedDictionary<ChaosFault, double>.Empty.Add(ChaosFault.LostReply, 0.2));

        var steps = Enumerable.Range(0, 10_000).Select(i => plan.Decide("create", $"user{i}", 1)).ToList();

        Assert.InRange(steps.Count(s => s.Fault == ChaosFault.LostReply), 1800, 2200);
        Assert.InRange(steps.Average(s => s.Delay.TotalSeconds), 0.45, 0.55);
        Assert.NotEqual(steps.Select(s => s.Fault), Enumerable.Range(0, 10_000).Select(i => plan.Decide("create", $"user{i}", 2).Fault));
    }

    [Fact]
    public async Task Call_WithDelay_WaitsOnTheClock()
    {
        var clock = new FakeTimeProvider();
        await using var connector = new ChaosConnectorFactory(new NullConnectorFactory(clock), clock)
            .Create(Target(("chaosSeed", "1"), ("chaosDelay", "60000")), new OneSecret(""));

        var call = CreateAsync(connector, "jsmith");
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True((await call).IsDone);
    }

    [Fact]
    public async Task Create_NoSeed_ConnectorIsNotWrapped()
    {
        await using var connector = Make();

        Assert.IsNotType<ChaosConnector>(connector);
    }

    [Theory]
    [InlineData("chaosSeed", "x")]
    [InlineData("chaosLostReplyShare", "1.5")]
    [InlineData("chaosDelay", "-1")]
    [InlineData("delay", "-1")]
    public void Check_OutOfRange_Refused(string name, string value) => Assert.Equal(
        "SETTING_OUT_OF_RANGE", Assert.Single(SettingsCheck.Check(new ChaosConnectorFactory(new NullConnectorFactory()), Target((name, value)))).Reason);

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<ConnectorResult<Domain.Accounts.ObservedAccount>> CreateAsync(IConnector connector, string name) => ((IAccountWriter)connector)
        .CreateAsync(new() { Name = name, Enabled = true, Attributes = AttributeSet.Empty }, TestContext.Current.CancellationToken);

    private static async Task<SortedDictionary<string, List<ConnectorStatus>>> FaultsAsync(IConnector connector, List<string> names)
    {
        var faults = new SortedDictionary<string, List<ConnectorStatus>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            faults[name] = [(await CreateAsync(connector, name)).Status, (await CreateAsync(connector, name)).Status];
        }

        return faults;
    }

    private static TargetSystem Target(params (string Name, string Value)[] settings) => new()
    {
        Name = "nothing",
        Connector = "null",
        AccountName = new("x"),
        Settings = settings.ToImmutableSortedDictionary(s => s.Name, s => s.Value),
    };

    private IConnector Make(params (string, string)[] settings) =>
        new ChaosConnectorFactory(new NullConnectorFactory()).Create(Target([.. settings, ("journal", Journal)]), new OneSecret(""));
}
