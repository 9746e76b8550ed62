using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;
using Decision = Prov.V1.CompleteWorkItemRequest.Types.Decision;

namespace Prov.Silo.Tests.Services;

/// <summary>A target that people change, from the event to the person's word, by the API alone.</summary>
public sealed class ManualTargetTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Join_AtAManualTarget_StepsWithoutSecretsThenConvergedByEvidence()
    {
        await using var silo = new RunningSilo();
        await silo.InitializeAsync();
        await silo.ApplyAsync([Documents.Schema(), Documents.Hr(), Documents.Directory("manual"), Documents.Everyone()]);
        var items = new WorkItemService.WorkItemServiceClient(silo.Calls);
        var accounts = new AccountService.AccountServiceClient(silo.Calls);
        var join = Events.Join(Events.NewKey(), badge: "badge-4711");

        var receipt = (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls).SubmitEventAsync(new() { Event = join })).Receipt;

        await Deadline.UntilAsync(async () => await OpenAsync() is not null, _limit, "a work item is open");
        var item = (await items.GetWorkItemAsync(new() { ItemId = (await OpenAsync())!.Id })).Item;
        Assert.Equal((WorkItem.Types.Kind.Manual, receipt.IdentityId), (item.Kind, item.Subject));
        Assert.Contains("Set unit to 'Sales'.", item.Instructions);
        Assert.Contains(item.Instructions, step => step.StartsWith("Set badge to the value that you are given on another way", StringComparison.Ordinal));
        Assert.DoesNotContain("badge-4711", item.ToString(), StringComparison.Ordinal);
        Assert.Equal(Account.Types.Status.Accepted, (await AccountAsync()).Status);

        await Fail.WithAsync(StatusCode.FailedPrecondition, "EVIDENCE_MISSING", async () => await items.CompleteWorkItemAsync(
            new() { ItemId = item.Id, Decision = Decision.Resolved, Comment = "done" }));
        var done = (await items.CompleteWorkItemAsync(new() { ItemId = item.Id, Decision = Decision.Resolved, Evidence = "ticket 4711" })).Item;

        Assert.Equal("Resolved [evidence: ticket 4711]", done.Decision);
        await Deadline.UntilAsync(async () => (await AccountAsync()).Status == Account.Types.Status.Converged, _limit, "the account converges");

        async Task<WorkItem?> OpenAsync() =>
            (await items.ListWorkItemsAsync(new() { Filter = "item.kind == 'manual' && item.state == 'open'" })).Items.SingleOrDefault();

        async Task<Account> AccountAsync() =>
            Assert.Single((await accounts.ListAccountsAsync(new() { Filter = $"account.identity == '{receipt.IdentityId}'" })).Accounts);
    }
}
