using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>Through a whole silo on SQLite: a new configuration reaches whom it concerns, and mass removals wait for a person.</summary>
public sealed class RecomputesTests : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();
    private RecomputeService.RecomputeServiceClient _recomputes = null!;
    private IdentityService.IdentityServiceClient _identities = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _silo.InitializeAsync();
        (_recomputes, _identities) = (new(_silo.Calls), new(_silo.Calls));
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Apply_TakesARightFromEveryone_IsHeldWholeUntilReleased()
    {
        await JoinAsync("Design", 30);
        await ApplyAsync(("staff", "true", "staff"));
        await EndedAsync(Recompute.Types.State.Done);
        Assert.Equal(30, await HoldersAsync("staff"));

        await ApplyAsync(("staff", "false", "staff"), ("more", "identity.department == 'Design'", "more"));
        var held = await EndedAsync(Recompute.Types.State.Held);

        Assert.Equal(30, held.Held);
        Assert.Contains("30 of 30 would lose 'staff'", held.Explanation, StringComparison.Ordinal);
        Assert.Equal(30, await HoldersAsync("staff"));
        await Fail.WithAsync(
            StatusCode.FailedPrecondition, "RECOMPUTE_PLAN_CHANGED", async () => await _recomputes.ReleaseRecomputeAsync(new() { PlanHash = "0" }));
        await _recomputes.ReleaseRecomputeAsync(new() { PlanHash = held.PlanHash });
        var done = await EndedAsync(Recompute.Types.State.Done);

        Assert.Equal((0, 30, ""), (await HoldersAsync("staff"), await HoldersAsync("more"), done.PlanHash));
        await Fail.WithAsync(
            StatusCode.FailedPrecondition, "RECOMPUTE_NOT_HELD", async () => await _recomputes.ReleaseRecomputeAsync(new() { PlanHash = "1" }));
    }

    [Fact]
    public async Task Apply_ConcernsOneDepartment_DecidesOnlyIt()
    {
        await ApplyAsync(("one", "identity.department == 'Lima'", "one"));
        await EndedAsync(Recompute.Types.State.Done);
        await JoinAsync("Lima", 7);
        await JoinAsync("Oslo", 20);

        await ApplyAsync(("one", "identity.department == 'Lima' && identity.level > 1", "one"), ("two", "identity.department == 'Lima'", "two"));
        var done = await EndedAsync(Recompute.Types.State.Done);

        Assert.Equal((7L, 7L), (done.Decided, done.Changed));
        Assert.True(done.Screened >= 27);
        Assert.Equal(7, await HoldersAsync("two"));
    }

    [Fact]
    public async Task Cancel_Held_LeavesWhatTheyHaveAndResumeHoldsAgain()
    {
        await JoinAsync("Bern", 25);
        await ApplyAsync(("three", "identity.department == 'Bern'", "three"));
        await EndedAsync(Recompute.Types.State.Done);
        await ApplyAsync(("three", "false", "three"));
        var held = await EndedAsync(Recompute.Types.State.Held);

        await _recomputes.CancelRecomputeAsync(new());
        Assert.Equal(Recompute.Types.State.Cancelled, (await _recomputes.GetRecomputeAsync(new())).Recompute.State);
        Assert.Equal(25, await HoldersAsync("three"));
        await _recomputes.ResumeRecomputeAsync(new());
        var again = await EndedAsync(Recompute.Types.State.Held);

        Assert.Equal(held.PlanHash, again.PlanHash);
        await _recomputes.ReleaseRecomputeAsync(new() { PlanHash = again.PlanHash });
        await EndedAsync(Recompute.Types.State.Done);
        Assert.Equal(0, await HoldersAsync("three"));
    }

    private async Task ApplyAsync(params (string Name, string When, string Right)[] policies) => await _silo.ApplyAsync(
    [
        .. Documents.All(),
        .. policies.Select(p => new ConfigurationDocument
        {
            Name = p.Name,
            BirthrightPolicy = new() { When = p.When, Gives = new() { Entitlements = { new EntitlementReference { Target = Documents.Target, Entitlement = p.Right } } } },
        }),
    ]);

    private async Task JoinAsync(string department, int people)
    {
        var events = new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls);
        for (var i = 0; i < people; i++)
        {
            await events.SubmitEventAsync(new() { Event = Events.Join(Events.NewKey(), department) });
        }
    }

    /// <summary>Waits until the newest recompute ends, and expects it to end so.</summary>
    private async Task<Recompute> EndedAsync(Recompute.Types.State state)
    {
        var version = (await new ConfigurationService.ConfigurationServiceClient(_silo.Calls).GetConfigurationAsync(new())).Version;
        var ended = await Deadline.UntilAsync(
            async () => (await _recomputes.GetRecomputeAsync(new(), cancellationToken: Cancellation)).Recompute,
            r => r.ConfigurationVersion == version && r.State != Recompute.Types.State.Running,
            TimeSpan.FromSeconds(60),
            $"the recompute of version {version} ends");
        Assert.Equal(state, ended.State);
        return ended;
    }

    private async Task<int> HoldersAsync(string right)
    {
        var page = await _identities.ListIdentitiesAsync(new() { PageSize = 1000 }, cancellationToken: Cancellation);
        return page.Identities.Count(i => i.Grants.Any(g => g.Name == right));
    }
}
