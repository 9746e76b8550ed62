using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>What the mass-change guard holds of single events, and a person's word on it.</summary>
public sealed class HeldLeavesTests : IAsyncLifetime
{
    // As many as always may, and five more.
    private const int Leaves = 15;
    private readonly RunningSilo _silo = new();

    private AuthoritativeSourceService.AuthoritativeSourceServiceClient Sources => new(_silo.Calls);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task ReleaseHeldLeaves_ByTheHashThatWasListed_TakeEffectAndNothingElseDoes()
    {
        var outcomes = await LeaveAsync(Leaves);

        Assert.Equal(10, outcomes.Count(o => o == EventReceipt.Types.Outcome.Applied));
        Assert.Equal(5, outcomes.Count(o => o == EventReceipt.Types.Outcome.Held));
        var first = await Sources.ListHeldLeavesAsync(new() { Source = Documents.Source, PageSize = 3 });
        var second = await Sources.ListHeldLeavesAsync(new() { Source = Documents.Source, PageSize = 3, PageToken = first.NextPageToken });
        Assert.Equal((3, 2, 5L, ""), (first.Leaves.Count, second.Leaves.Count, first.Total, second.NextPageToken));
        Assert.Equal(first.PlanHash, second.PlanHash);
        var other = new AuthoritativeSourceService.AuthoritativeSourceServiceClient(_silo.As(RunningSilo.OtherTenantToken));
        var none = await other.ListHeldLeavesAsync(new() { Source = Documents.Source });
        Assert.Equal((0L, ""), (none.Total, none.PlanHash));

        await Fail.WithAsync(StatusCode.FailedPrecondition, "LEAVES_PLAN_CHANGED", async () => await Sources.ReleaseHeldLeavesAsync(new() { Source = Documents.Source, PlanHash = "0" }));
        await Fail.WithAsync(StatusCode.FailedPrecondition, "LEAVES_NOT_HELD", async () => await Sources.DropHeldLeavesAsync(new() { Source = "crm", PlanHash = "0" }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await Sources.ReleaseHeldLeavesAsync(new() { Source = Documents.Source }));
        Assert.Equal(5, (await Sources.ReleaseHeldLeavesAsync(new() { Source = Documents.Source, PlanHash = first.PlanHash })).Released);
        await Fail.WithAsync(StatusCode.FailedPrecondition, "LEAVES_NOT_HELD", async () => await Sources.ReleaseHeldLeavesAsync(new() { Source = Documents.Source, PlanHash = first.PlanHash }));

        foreach (var leave in first.Leaves.Concat(second.Leaves))
        {
            await GoneAsync(leave.IdentityId);
        }
    }

    [Fact]
    public async Task RetryAccounts_OfAnAgreeingAccount_RetriesNone()
    {
        var accounts = new AccountService.AccountServiceClient(_silo.Calls);
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await accounts.RetryAccountsAsync(new()));
        await Fail.WithAsync(
            StatusCode.InvalidArgument, "TOO_MANY",
            async () => await accounts.RetryAccountsAsync(new() { AccountIds = { Enumerable.Range(0, 1001).Select(i => $"acc-{i}") } }));
        Assert.Equal(0, (await accounts.RetryAccountsAsync(new() { AccountIds = { "acc-unknown" } })).Retried);
    }

    private async Task<List<EventReceipt.Types.Outcome>> LeaveAsync(int count)
    {
        var (events, outcomes) = (new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls), new List<EventReceipt.Types.Outcome>());
        for (var i = 0; i < count; i++)
        {
            var key = Events.NewKey();
            await events.SubmitEventAsync(new() { Event = Events.Join(key) });
            var leave = new LifecycleEvent { Source = Documents.Source, SourceKey = key, EventId = key + ":leave", Kind = LifecycleEvent.Types.Kind.Leave };
            outcomes.Add((await events.SubmitEventAsync(new() { Event = leave })).Receipt.Outcome);
        }

        return outcomes;
    }

    private async Task GoneAsync(string identityId)
    {
        var identities = new IdentityService.IdentityServiceClient(_silo.Calls);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await identities.GetIdentityAsync(new() { IdentityId = identityId })).Identity.State is Identity.Types.State.Active)
        {
            await Task.Delay(50, deadline.Token);
        }
    }
}
