using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Removals;
using Prov.Grains.Sources;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Removals;

/// <summary>Leaves that trickle in by events, files and several silos at once: together within the source's guard, the rest held.</summary>
public abstract class LeaveGuardTests(StoreProvider provider) : IAsyncLifetime
{
    // A tenth of them may leave within a day.
    private const int People = 200;
    private const int Allowed = 20;
    private const int Silos = 4;

    private StoredCluster _cluster = null!;
    private string[] _cohorts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await StoredCluster.StartAsync(provider, _ => Configuration(), silos: Silos);
        await Task.WhenAll(Enumerable.Range(0, People).Select(i => JoinAsync(i, $"join:{i}")));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Leave_FourSilosAtOnce_NeverExceedTheLimitAndAdditionsGoOn()
    {
        var leaves = Enumerable.Range(0, 100).Select(i => LeaveAsync(i, silo: i % Silos));
        var joins = Enumerable.Range(People, 20).Select(i => JoinAsync(i, $"join:{i}"));
        var outcomes = await Task.WhenAll(leaves);
        await Task.WhenAll(joins);

        var applied = outcomes.Count(o => o == EventOutcome.Applied);
        Assert.InRange(applied, Allowed - 2, Allowed);
        Assert.Equal(100 - applied, outcomes.Count(o => o == EventOutcome.Held));
        Assert.Equal(applied, await GoneAsync());
        Assert.Equal(100 - applied, (await PlanAsync()).Count);
        Assert.Equal(EventOutcome.Applied, await LeaveAsync(0, 0, source: "contractors", ofKey: "C0"));
    }

    [Fact]
    public async Task Leave_SilosRestarted_StillCountsWhatWasBefore()
    {
        await Task.WhenAll(Enumerable.Range(0, Allowed).Select(i => LeaveAsync(i)));

        await _cluster.RestartAsync();

        var before = await GoneAsync();
        Assert.InRange(before, Allowed - 2, Allowed);
        Assert.Equal(EventOutcome.Held, await LeaveAsync(Allowed));
        Assert.Equal(before, await GoneAsync());
    }

    [Fact]
    public async Task Import_ManySmallFilesAfterEvents_AreHeldOnceTheyExceedTheLimitTogether()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => LeaveAsync(i)));

        Assert.Equal(ImportState.Succeeded, (await ImportLeavesAsync(5, 14)).State);
        Assert.Equal(ImportState.Succeeded, (await ImportLeavesAsync(14, 18)).State);
        var held = await ImportLeavesAsync(18, 19);

        Assert.Equal((ImportState.Held, 1), (held.State, held.LeavesHeld));
        Assert.Contains("1 of 182 would go after 18 within the window, 18 may", held.Explanation, StringComparison.Ordinal);
        Assert.Equal(18, await GoneAsync());
    }

    [Fact]
    public async Task Release_PlanThatHasChanged_IsRefusedAndTheRightOneTakesEffect()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => LeaveAsync(i)));
        var (seen, before) = (await PlanAsync(), await GoneAsync());
        await LeaveAsync(30);

        var (decided, plan) = await DecideAsync(seen.Hash, drop: false);
        Assert.Equal((false, seen.Count + 1), (decided, plan.Count));
        Assert.Equal((31, before), (before + (int)plan.Count, await GoneAsync()));

        Assert.True((await DecideAsync(plan.Hash, drop: false)).Decided);
        await SweepAsync();

        Assert.Equal(31, await GoneAsync());
        Assert.Equal(0, (await PlanAsync()).Count);
        var audit = await _cluster.Store.ListAuditAsync(
            new(StoredCluster.Tenant, 100, "") { Action = AuditActions.LeavesReleased }, Cancellation);
        Assert.Equal(("boss", plan.Hash), (Assert.Single(audit.Items).Entry.Actor, audit.Items[0].Entry.Details["planHash"]));
    }

    [Fact]
    public async Task Drop_HeldLeaves_HaveNoEffect()
    {
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => LeaveAsync(i)));
        var before = await GoneAsync();

        await DecideAsync((await PlanAsync()).Hash, drop: true);
        await SweepAsync();

        Assert.Equal((before, 0L), (await GoneAsync(), (await PlanAsync()).Count));
    }

    [Fact]
    public async Task Join_AfterAHeldLeave_TakesItOutOfThePlan()
    {
        await Task.WhenAll(Enumerable.Range(0, Allowed).Select(i => LeaveAsync(i)));
        await LeaveAsync(50);
        await LeaveAsync(51);
        Assert.Contains("leave:50", await HeldAsync());

        await JoinAsync(50, "again");

        Assert.DoesNotContain("leave:50", await HeldAsync());
        Assert.Contains("leave:51", await HeldAsync());
    }

    [Fact]
    public async Task Leave_Emergency_IsNeverHeld()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => LeaveAsync(i)));

        Assert.Equal(EventOutcome.Applied, await LeaveAsync(100, emergency: true));
    }

    [Fact]
    public async Task Leave_WholeDepartment_IsHeldThoughTheSourceAsAWholeWouldLetItThrough()
    {
        _cohorts = ["department"];
        await _cluster.ApplyAsync();
        await _cluster.RestartAsync();

        // Ten people are in each department; half of one may go, but never fewer than ten are let through, so two departments' worth.
        var outcomes = new List<EventOutcome>();
        foreach (var person in Enumerable.Range(0, People).Where(i => i % 10 == 0))
        {
            outcomes.Add(await LeaveAsync(person));
        }

        Assert.Equal(10, outcomes.Count(o => o == EventOutcome.Applied));
        Assert.Equal(EventOutcome.Held, outcomes[^1]);
    }

    private static AuthoritativeSource Source(string name, string[] cohorts) => new()
    {
        Name = name,
        Attributes = [new("number", AttributeType.String), new("department", AttributeType.String)],
        Mappings = [new("number", "record.number"), new("department", "record.department")],
        Feed = new FeedFormat { KeyColumn = "number", Mode = FeedMode.Events },
        Guard = new MassChangeGuard { Cohorts = [.. cohorts] },
    };

    private ConfigurationSet Configuration() => new()
    {
        Schema = new([new("number", AttributeType.String), new("department", AttributeType.String)]),
        Sources = [Source("hr", _cohorts), Source("contractors", [])],
    };

    private async Task<EventOutcome> JoinAsync(int person, string eventId, string source = "hr", string? ofKey = null)
    {
        var key = ofKey ?? $"E{person}";
        var result = await _cluster.ServiceOf<IEventSubmitter>().SubmitAsync(
            new()
            {
                Tenant = StoredCluster.Tenant, Source = source, SourceKey = key, EventId = eventId, Kind = LifecycleEventKind.Join,
                Attributes = AttributeSet.Empty.Add("number", Value.From(key)).Add("department", Value.From($"D{person % 10}")),
            },
            Cancellation);
        Assert.Null(result.Refusal?.Faults[0].Message);
        return result.Receipt!.Outcome;
    }

    private async Task<EventOutcome> LeaveAsync(int person, int silo = 0, string source = "hr", string? ofKey = null, bool emergency = false)
    {
        if (ofKey is not null)
        {
            await JoinAsync(person, $"join:{ofKey}", source, ofKey);
        }

        var result = await _cluster.ServiceOf<IEventSubmitter>(silo).SubmitAsync(
            new()
            {
                Tenant = StoredCluster.Tenant, Source = source, SourceKey = ofKey ?? $"E{person}", EventId = $"leave:{person}",
                Kind = LifecycleEventKind.Leave, Emergency = emergency,
            },
            Cancellation);
        Assert.Null(result.Refusal?.Faults[0].Message);
        return result.Receipt!.Outcome;
    }

    private Task<ImportProgress> ImportLeavesAsync(int from, int to) => _cluster.ImportAsync(
        _cluster.Importer,
        "number,department,event_id,kind,sequence,effective_at\n" + string.Concat(Enumerable.Range(from, to - from).Select(i => $"E{i},,leave:{i},leave,,\n")));

    private Task<HeldPlan> PlanAsync() => _cluster.Store.SummarizeHeldLeavesAsync(StoredCluster.Tenant, "hr", Cancellation);

    private Task<(bool Decided, HeldPlan Plan)> DecideAsync(string hash, bool drop) =>
        _cluster.ServiceOf<HeldLeaveDesk>().DecideAsync(StoredCluster.Tenant, "hr", hash, drop, "boss", Cancellation);

    private async Task<IReadOnlyList<string>> HeldAsync() =>
        [.. (await _cluster.Store.ListHeldLeavesAsync(new(StoredCluster.Tenant, "hr", 100, ""), Cancellation)).Items.Select(l => l.EventId)];

    private async Task SweepAsync()
    {
        var sweeper = new DecidedLeaveSweeper(
            _cluster.Store, _cluster.ServiceOf<IGrainFactory>(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<DecidedLeaveSweeper>.Instance);
        Assert.NotEqual(0, await sweeper.SweepAsync(Cancellation));
    }

    private async Task<int> GoneAsync()
    {
        var page = await _cluster.Store.ListIdentitiesAsync(new(StoredCluster.Tenant, 1000, ""), Cancellation);
        return page.Items.Count(i => i.Identity.State is not LifecycleState.Active);
    }
}

public sealed class SqliteLeaveGuardTests() : LeaveGuardTests(StoreProvider.Sqlite);

public sealed class PostgreSqlLeaveGuardTests() : LeaveGuardTests(StoreProvider.PostgreSql);
