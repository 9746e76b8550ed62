using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <content>What the mass-change guard holds.</content>
internal sealed partial class AuthoritativeSources
{
    public override async Task<ListHeldLeavesResponse> ListHeldLeaves(ListHeldLeavesRequest request, ServerCallContext context)
    {
        var (tenant, source) = (Caller.Of(context).Tenant, Required.Text(request.Source, "source"));
        var query = new HeldLeaveQuery(tenant, source, Paging.SizeOf(request.PageSize), request.PageToken);
        var page = await Paging.ReadAsync(() => store.ListHeldLeavesAsync(query, context.CancellationToken));
        var plan = await store.SummarizeHeldLeavesAsync(tenant, source, context.CancellationToken);
        return new() { Leaves = { page.Items.Select(Write) }, NextPageToken = page.NextPageToken, PlanHash = plan.Hash, Total = plan.Count };
    }

    public override async Task<ReleaseHeldLeavesResponse> ReleaseHeldLeaves(ReleaseHeldLeavesRequest request, ServerCallContext context) =>
        new() { Released = await DecideAsync(request.Source, request.PlanHash, drop: false, context) };

    public override async Task<DropHeldLeavesResponse> DropHeldLeaves(DropHeldLeavesRequest request, ServerCallContext context) =>
        new() { Dropped = await DecideAsync(request.Source, request.PlanHash, drop: true, context) };

    private async Task<long> DecideAsync(string source, string planHash, bool drop, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (decided, plan) = await leaves.DecideAsync(
            caller.Tenant, Required.Text(source, "source"), Required.Text(planHash, "plan_hash"), drop, caller.Name, context.CancellationToken);
        return decided ? plan.Count
            : plan.Count == 0
                ? throw RpcErrors.Of(StatusCode.FailedPrecondition, ErrorReason.LeavesNotHeld, "No leaves of the source are held. List what is held.")
                : throw RpcErrors.Of(
                    StatusCode.FailedPrecondition, ErrorReason.LeavesPlanChanged,
                    "The held leaves are others than the ones named. List them, look at them, and name their hash.");
    }

    private static HeldLeave Write(HeldLeaveRow row) => new()
    {
        SourceKey = row.SourceKey, EventId = row.EventId, IdentityId = row.IdentityId, HeldAt = row.HeldAt.ToTimestamp(),
    };
}
