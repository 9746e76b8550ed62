using Grpc.Core;
using Prov.Grains.Contracts;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows how far everyone has been brought to the newest configuration, and steers it.</summary>
internal sealed class Recomputes(IGrainFactory grains) : RecomputeService.RecomputeServiceBase
{
    public override async Task<GetRecomputeResponse> GetRecompute(GetRecomputeRequest request, ServerCallContext context) =>
        new() { Recompute = Write(await Of(context).GetAsync(context.CancellationToken)) };

    public override async Task<PauseRecomputeResponse> PauseRecompute(PauseRecomputeRequest request, ServerCallContext context) =>
        new() { Recompute = Write(await Of(context).PauseAsync(Caller.Of(context).Name, context.CancellationToken)) };

    public override async Task<ResumeRecomputeResponse> ResumeRecompute(ResumeRecomputeRequest request, ServerCallContext context) =>
        new() { Recompute = Write(await Of(context).ResumeAsync(Caller.Of(context).Name, context.CancellationToken)) };

    public override async Task<CancelRecomputeResponse> CancelRecompute(CancelRecomputeRequest request, ServerCallContext context) =>
        new() { Recompute = Write(await Of(context).CancelAsync(Caller.Of(context).Name, context.CancellationToken)) };

    public override async Task<ReleaseRecomputeResponse> ReleaseRecompute(ReleaseRecomputeRequest request, ServerCallContext context)
    {
        var hash = Required.Text(request.PlanHash, "plan_hash");
        try
        {
            return new() { Recompute = Write(await Of(context).ReleaseAsync(hash, Caller.Of(context).Name, context.CancellationToken)) };
        }
        catch (RecomputeRefusedException refused)
        {
            throw RpcErrors.StatusOf(StatusCode.FailedPrecondition, refused.Reason, refused.Message).ToRpcException();
        }
    }

    private static Recompute Write(RecomputeProgress progress) => new()
    {
        ConfigurationVersion = progress.PolicyVersion,
        State = progress.Phase switch
        {
            RecomputePhase.Running => Recompute.Types.State.Running,
            RecomputePhase.Paused => Recompute.Types.State.Paused,
            RecomputePhase.Held => Recompute.Types.State.Held,
            RecomputePhase.Cancelled => Recompute.Types.State.Cancelled,
            _ => Recompute.Types.State.Done,
        },
        Screened = progress.Screened,
        Decided = progress.Evaluated,
        Changed = progress.Changed,
        Held = progress.Held,
        PlanHash = progress.PlanHash,
        Explanation = progress.Explanation,
    };

    private IRecomputeGrain Of(ServerCallContext context) => grains.GetGrain<IRecomputeGrain>(GrainKeys.Recompute(Caller.Of(context).Tenant));
}
