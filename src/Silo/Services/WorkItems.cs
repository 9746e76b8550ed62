using Grpc.Core;
using Prov.Domain;
using Prov.Domain.Correlation;
using Prov.Grains.Policies;
using Prov.Grains.WorkItems;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;
using Asked = Prov.V1.CompleteWorkItemRequest.Types.Decision;
using Instructions = Prov.Domain.WorkItems.ManualInstructions;
using Item = Prov.Domain.WorkItems.WorkItem;

namespace Prov.Silo.Services;

/// <summary>Shows what people have to do, and takes what they decide.</summary>
internal sealed class WorkItems(IProvStore store, WorkItemDesk desk, PolicyCurrent policies, TimeProvider time) : WorkItemService.WorkItemServiceBase
{
    public override async Task<GetWorkItemResponse> GetWorkItem(GetWorkItemRequest request, ServerCallContext context)
    {
        var id = Required.Text(request.ItemId, "item_id");
        var item = await store.LoadWorkItemAsync(Caller.Of(context).Tenant, id, context.CancellationToken);
        var message = WorkItemMessages.Write(item ?? throw RpcErrors.NotFound(ErrorReason.WorkItemUnknown, "There is no such work item.", id));
        message.Instructions.AddRange(item.Task is null ? [] : Instructions.StepsOf(item.Task));
        if (!item.Waiting.IsEmpty && await policies.FindAsync(item.Tenant, context.CancellationToken) is { } snapshot
            && WaitingRecord.Of(item.Waiting, snapshot, time.GetUtcNow()).Record is { } record)
        {
            Values.Write(message.Record, record.Attributes, new Secrecy(snapshot).OfRecord(record.Source));
        }

        return new() { Item = message };
    }

    public override async Task<ListWorkItemsResponse> ListWorkItems(ListWorkItemsRequest request, ServerCallContext context)
    {
        var query = new WorkItemQuery(Caller.Of(context).Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Filter = string.IsNullOrWhiteSpace(request.Filter) ? null : IdentityFilters.Compile(request.Filter, WorkItemView.Environment),
            Now = time.GetUtcNow(),
        };
        var page = await Paging.ReadAsync(() => store.ListWorkItemsAsync(query, context.CancellationToken));
        return new() { Items = { page.Items.Select(WorkItemMessages.Write) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<AssignWorkItemResponse> AssignWorkItem(AssignWorkItemRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var id = Required.Text(request.ItemId, "item_id");
        Required.AtMost(request.Owner, Limits.WorkItemOwnerLengthCharacters, "owner");
        return new() { Item = await ChangeAsync(id, () => desk.AssignAsync(caller.Tenant, id, request.Owner, caller.Name, context.CancellationToken)) };
    }

    public override async Task<CompleteWorkItemResponse> CompleteWorkItem(CompleteWorkItemRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var id = Required.Text(request.ItemId, "item_id");
        Required.AtMost(request.Comment, Limits.WorkItemCommentLengthCharacters, "comment");
        Required.AtMost(request.Evidence, Limits.WorkItemEvidenceLengthCharacters, "evidence");
        var decision = request.Decision switch
        {
            Asked.Resolved => WorkItemDecision.Resolved,
            Asked.Link => WorkItemDecision.Link,
            Asked.Create => WorkItemDecision.Create,
            _ => throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "decision", "Give one of resolved, link, create."),
        };
        return new()
        {
            Item = await ChangeAsync(
                id,
                () => desk.CompleteAsync(
                    caller.Tenant, id, decision, request.IdentityId, request.Comment, request.Evidence, caller.Name, context.CancellationToken)),
        };
    }

    private static async Task<WorkItem> ChangeAsync(string id, Func<Task<Item>> change)
    {
        try
        {
            return WorkItemMessages.Write(await change());
        }
        catch (WorkItemRefusedException refused)
        {
            var code = refused.Reason == WorkItemReasons.WorkItemUnknown ? StatusCode.NotFound : StatusCode.FailedPrecondition;
            throw RpcErrors.StatusOf(code, refused.Reason, refused.Message, ("name", id)).ToRpcException();
        }
    }
}
