using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Domain.Reconciliation;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Reconciliation;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;
using Kind = Prov.V1.Reconciliation.Types.Kind;

namespace Prov.Silo.Services;

/// <summary>Begins runs of reconciliation, shows how far they are and what they found, stops and releases them.</summary>
internal sealed class Reconciliations(IGrainFactory grains, IProvStore store, PolicyCurrent policies, TimeProvider time)
    : ReconciliationService.ReconciliationServiceBase
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(50);

    public override async Task<StartReconciliationResponse> StartReconciliation(StartReconciliationRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        await RequireTargetAsync(caller, request.TargetSystem, context.CancellationToken);
        if (!Guid.TryParse(request.RequestId, out var requestId))
        {
            throw RpcErrors.Invalid(ErrorReason.FieldMissing, "request_id", "Give a UUID, the same one when the call is made again.");
        }

        var kind = request.Kind == Kind.Unspecified ? ReconciliationKind.Full
            : Names.Read<Kind, ReconciliationKind>(request.Kind) ?? throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "kind", "Give full or delta.");
        var start = new ReconciliationStart("rec-" + requestId.ToString("N"), kind, request.ReportOnly, caller.Name);
        var progress = await RefusableAsync(() => Of(caller, request.TargetSystem).StartAsync(start, context.CancellationToken));
        return new() { Reconciliation = ReconciliationMessages.Write(progress) };
    }

    public override async Task<GetReconciliationResponse> GetReconciliation(GetReconciliationRequest request, ServerCallContext context)
    {
        var (caller, id) = (Caller.Of(context), Required.Text(request.ReconciliationId, "reconciliation_id"));
        var progress = await FindAsync(caller, id, context.CancellationToken);
        var (start, wait) = (time.GetTimestamp(), WaitOf(request));
        while (progress.State == ReconciliationState.Running && time.GetElapsedTime(start) < wait)
        {
            await Task.Delay(_look, time, context.CancellationToken);
            progress = await NewestAsync(caller, progress, context.CancellationToken);
        }

        return new() { Reconciliation = ReconciliationMessages.Write(progress) };
    }

    public override async Task<ListReconciliationsResponse> ListReconciliations(ListReconciliationsRequest request, ServerCallContext context)
    {
        var query = new ReconciliationQuery(Caller.Of(context).Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Target = request.TargetSystem.Length == 0 ? null : request.TargetSystem,
        };
        var page = await Paging.ReadAsync(() => store.ListReconciliationsAsync(query, context.CancellationToken));
        return new()
        {
            Reconciliations = { page.Items.Select(r => ReconciliationMessages.Write(ReconciliationRecord.Read(r))) }, NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<CancelReconciliationResponse> CancelReconciliation(CancelReconciliationRequest request, ServerCallContext context)
    {
        var (caller, id) = (Caller.Of(context), Required.Text(request.ReconciliationId, "reconciliation_id"));
        var progress = await FindAsync(caller, id, context.CancellationToken);
        var after = await Of(caller, progress.Target).CancelAsync(id, caller.Name, context.CancellationToken);
        return new() { Reconciliation = ReconciliationMessages.Write(after?.RunId == id ? after : progress) };
    }

    public override async Task<ReleaseReconciliationResponse> ReleaseReconciliation(ReleaseReconciliationRequest request, ServerCallContext context)
    {
        var (caller, id) = (Caller.Of(context), Required.Text(request.ReconciliationId, "reconciliation_id"));
        var hash = Required.Text(request.PlanHash, "plan_hash");
        var progress = await FindAsync(caller, id, context.CancellationToken);
        return new()
        {
            Reconciliation = ReconciliationMessages.Write(
                await RefusableAsync(() => Of(caller, progress.Target).ReleaseAsync(id, hash, caller.Name, context.CancellationToken))),
        };
    }

    public override async Task<GetDiscoveryResponse> GetDiscovery(GetDiscoveryRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        await RequireTargetAsync(caller, request.TargetSystem, context.CancellationToken);
        var counts = await store.CountSituationsAsync(caller.Tenant, request.TargetSystem, context.CancellationToken);
        var full = await LastFullAsync(caller, request.TargetSystem, context.CancellationToken);
        return new()
        {
            Owned = full is null ? 0 : full.Seen - Unowned.Sum(s => Count(full, s)) - Count(full, Domain.Reconciliation.Situation.Protected),
            Unassigned = Unowned.Where(s => s != Domain.Reconciliation.Situation.Orphan).Sum(s => counts.GetValueOrDefault(s.ToString())),
            Orphan = counts.GetValueOrDefault(nameof(Domain.Reconciliation.Situation.Orphan)),
            Protected = full is null ? 0 : Count(full, Domain.Reconciliation.Situation.Protected),
            LastFull = full is null ? null : ReconciliationMessages.Write(full),
        };
    }

    public override async Task<ListSituationsResponse> ListSituations(ListSituationsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        await RequireTargetAsync(caller, request.TargetSystem, context.CancellationToken);
        var query = new SituationQuery(caller.Tenant, request.TargetSystem, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Situation = Names.Read<V1.Situation, Domain.Reconciliation.Situation>(request.Situation),
            RunId = request.ReconciliationId.Length == 0 ? null : request.ReconciliationId,
        };
        var page = await Paging.ReadAsync(() => store.ListSituationsAsync(query, context.CancellationToken));
        return new() { Situations = { page.Items.Select(ReconciliationMessages.Write) }, NextPageToken = page.NextPageToken };
    }

    private static Domain.Reconciliation.Situation[] Unowned { get; } =
    [
        Domain.Reconciliation.Situation.Returned, Domain.Reconciliation.Situation.Matched, Domain.Reconciliation.Situation.Unassigned,
        Domain.Reconciliation.Situation.Disputed, Domain.Reconciliation.Situation.Orphan,
    ];

    private static long Count(ReconciliationProgress run, Domain.Reconciliation.Situation situation) =>
        run.Situations.Where(s => s.Situation == situation.ToString()).Sum(s => s.Count);

    private async Task<ReconciliationProgress?> LastFullAsync(Caller caller, string target, CancellationToken cancellationToken)
    {
        const int Recent = 100;
        var page = await store.ListReconciliationsAsync(new(caller.Tenant, Recent, "") { Target = target }, cancellationToken);
        return page.Items.Select(ReconciliationRecord.Read).FirstOrDefault(
            r => r.ReadEverything && r.State is ReconciliationState.Succeeded or ReconciliationState.Held);
    }

    private async Task<ReconciliationProgress> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await store.LoadReconciliationAsync(caller.Tenant, id, cancellationToken) is { } row
            ? await NewestAsync(caller, ReconciliationRecord.Read(row), cancellationToken)
            : throw RpcErrors.NotFound(ErrorReason.ReconciliationUnknown, "There is no such run.", id);

    /// <summary>The target's actor knows more than what was saved.</summary>
    private async Task<ReconciliationProgress> NewestAsync(Caller caller, ReconciliationProgress known, CancellationToken cancellationToken) =>
        await Of(caller, known.Target).GetAsync(cancellationToken) is { } newest && newest.RunId == known.RunId ? newest : known;

    private async Task RequireTargetAsync(Caller caller, string target, CancellationToken cancellationToken)
    {
        Required.Text(target, "target_system");
        if ((await policies.FindAsync(caller.Tenant, cancellationToken))?.FindTarget(target) is null)
        {
            throw RpcErrors.NotFound(ErrorReason.TargetUnknown, "No configuration declares this target system.", target);
        }
    }

    private static TimeSpan WaitOf(GetReconciliationRequest request)
    {
        try
        {
            var wait = request.Wait?.ToTimeSpan() ?? TimeSpan.Zero;
            return wait < _longestWait ? wait : _longestWait;
        }
        catch (InvalidOperationException)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "wait", "Give a valid duration.");
        }
    }

    private static async Task<T> RefusableAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ReconciliationRefusedException refused)
        {
            throw RpcErrors.StatusOf(StatusCode.FailedPrecondition, refused.Reason, refused.Message).ToRpcException();
        }
    }

    private IReconciliationGrain Of(Caller caller, string target) =>
        grains.GetGrain<IReconciliationGrain>(GrainKeys.Reconciliation(caller.Tenant, target));
}
