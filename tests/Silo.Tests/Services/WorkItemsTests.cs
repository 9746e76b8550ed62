using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;
using Decision = Prov.V1.CompleteWorkItemRequest.Types.Decision;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class WorkItemsTests(RunningSilo silo)
{
    private readonly WorkItemService.WorkItemServiceClient _items = new(silo.Calls);
    private readonly LifecycleEventService.LifecycleEventServiceClient _events = new(silo.Calls);

    [Fact]
    public async Task Item_OfANamelessPerson_OpensIsAssignedAndClosesWithTheProblem()
    {
        var (identity, join) = await JoinNamelessAsync();
        var item = await FindAsync($"item.state == 'open' && item.subject == '{identity}'");
        Assert.Equal(WorkItem.Types.Kind.DataQuality, item.Kind);

        var assigned = (await _items.AssignWorkItemAsync(new() { ItemId = item.Id, Owner = "ann" })).Item;
        Assert.Equal(("ann", item.OpenedAt), (assigned.Owner, assigned.OpenedAt));

        var move = Events.Move(join.SourceKey, join.EventId + ":name", "Sales");
        move.Attributes["family_name"] = new() { StringValue = join.SourceKey };
        await _events.SubmitEventAsync(new() { Event = move });

        var closed = (await _items.GetWorkItemAsync(new() { ItemId = item.Id })).Item;
        Assert.Equal((WorkItem.Types.State.Cancelled, "prov", "ann"), (closed.State, closed.ClosedBy, closed.Owner));
        await Fail.WithAsync(StatusCode.FailedPrecondition, "WORK_ITEM_CLOSED", async () => await _items.AssignWorkItemAsync(new() { ItemId = item.Id }));
    }

    [Fact]
    public async Task CompleteWorkItem_ByAPerson_IsKeptWithTheDecision()
    {
        var (identity, _) = await JoinNamelessAsync();
        var item = await FindAsync($"item.subject == '{identity}'");

        await Fail.WithAsync(StatusCode.FailedPrecondition, "DECISION_NOT_POSSIBLE", async () => await _items.CompleteWorkItemAsync(
            new() { ItemId = item.Id, Decision = Decision.Create }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_INVALID", async () => await _items.CompleteWorkItemAsync(new() { ItemId = item.Id }));
        var done = (await _items.CompleteWorkItemAsync(new() { ItemId = item.Id, Decision = Decision.Resolved, Comment = "a test" })).Item;

        Assert.Equal((WorkItem.Types.State.Done, "Resolved: a test"), (done.State, done.Decision));
        await Fail.WithAsync(StatusCode.FailedPrecondition, "WORK_ITEM_CLOSED", async () => await _items.CompleteWorkItemAsync(
            new() { ItemId = item.Id, Decision = Decision.Resolved }));
        var audit = await new AuditService.AuditServiceClient(silo.Calls).ListAuditEntriesAsync(new() { Subject = item.Id, Action = "WORK_ITEM_CLOSED" });
        Assert.Equal("Resolved: a test", Assert.Single(audit.Entries).Details["decision"]);
    }

    [Fact]
    public async Task Items_UnknownOrOfOthers_Fail()
    {
        var (identity, _) = await JoinNamelessAsync();
        var item = await FindAsync($"item.subject == '{identity}'");
        var others = new WorkItemService.WorkItemServiceClient(silo.As(RunningSilo.OtherTenantToken));
        await Fail.WithAsync(StatusCode.NotFound, "WORK_ITEM_UNKNOWN", async () => await others.GetWorkItemAsync(new() { ItemId = item.Id }));
        await Fail.WithAsync(StatusCode.NotFound, "WORK_ITEM_UNKNOWN", async () => await others.CompleteWorkItemAsync(
            new() { ItemId = item.Id, Decision = Decision.Resolved }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FILTER_INVALID", async () => await _items.ListWorkItemsAsync(new() { Filter = "item.secret == 1" }));
    }

    private async Task<WorkItem> FindAsync(string filter) => Assert.Single((await _items.ListWorkItemsAsync(new() { Filter = filter })).Items);

    // A zero-width space is no blank, but leaves no account name either.
    private async Task<(string Identity, LifecycleEvent Join)> JoinNamelessAsync()
    {
        var join = Events.Join(Events.NewKey());
        join.Attributes["family_name"] = new() { StringValue = "\u200B" };
        return ((await _events.SubmitEventAsync(new() { Event = join })).Receipt.IdentityId, join);
    }
}
