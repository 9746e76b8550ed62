using Microsoft.Extensions.Logging;
using Prov.Grains.Contracts;
using Prov.Storage;

namespace Prov.Grains.Policies;

/// <summary>
/// Walks over all identities in id order and keeps its place, page by page. The walk is durable: a lost silo costs the page that was
/// under way, and deciding an identity twice changes nothing.
/// </summary>
[GrainType("recompute")]
internal sealed partial class RecomputeGrain(
    [PersistentState("recompute", StorageNames.Coordinators)] IPersistentState<RecomputeState> state,
    IProvStore store,
    ILogger<RecomputeGrain> logger) : Grain, IRecomputeGrain
{
    private const int PageSize = 256;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private IGrainTimer? _timer;
    private long _evaluated;
    private long _changed;

    private string Tenant => GrainKeys.IdOf(this.GetPrimaryKeyString());

    public async Task<RecomputeProgress> EnsureAsync(long policyVersion, CancellationToken cancellationToken)
    {
        if (policyVersion > state.State.PolicyVersion)
        {
            (state.State.PolicyVersion, state.State.AfterId, state.State.IsUnderWay) = (policyVersion, "", true);
            await state.WriteStateAsync(cancellationToken);
        }

        if (state.State.IsUnderWay)
        {
            _timer ??= this.RegisterGrainTimer(WalkAsync, new GrainTimerCreationOptions(_pause, _pause) { KeepAlive = true });
        }

        return new RecomputeProgress(state.State.PolicyVersion, !state.State.IsUnderWay, _evaluated, _changed);
    }

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        var page = await PageAsync(cancellationToken);
        try
        {
            var summaries = await Task.WhenAll(page.Select(id => EvaluateAsync(id, cancellationToken)));
            (_evaluated, _changed) = (_evaluated + summaries.Length, _changed + summaries.Count(s => s.Changed));
        }
#pragma warning disable CA1031 // The page is walked again: deciding twice changes nothing.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogPageFailed(fault.GetType().Name);
            return;
        }

        (state.State.AfterId, state.State.IsUnderWay) = (page.Count == 0 ? "" : page[^1], page.Count == PageSize);
        await state.WriteStateAsync(cancellationToken);
        if (!state.State.IsUnderWay)
        {
            _timer?.Dispose();
            _timer = null;
            LogDone(state.State.PolicyVersion, _evaluated, _changed);
        }
    }

    private async Task<List<string>> PageAsync(CancellationToken cancellationToken)
    {
        var page = new List<string>(PageSize);
        await foreach (var id in store.ScanIdentityIdsAsync(Tenant, state.State.AfterId, cancellationToken))
        {
            page.Add(id);
            if (page.Count == PageSize)
            {
                break;
            }
        }

        return page;
    }

    private Task<EvaluationSummary> EvaluateAsync(string identityId, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId)).EvaluateAsync(
            new EvaluationRequest(EvaluationCause.ConfigurationChanged) { Actor = "prov", PolicyVersion = state.State.PolicyVersion },
            cancellationToken);

    [LoggerMessage(LogLevel.Warning, "A page of the recompute failed ({Fault}); it is walked again")]
    private partial void LogPageFailed(string fault);

    [LoggerMessage(LogLevel.Information, "Recompute for version {Version}: {Evaluated} identities decided, {Changed} changed")]
    private partial void LogDone(long version, long evaluated, long changed);
}

/// <summary>Where a recompute stands.</summary>
[GenerateSerializer, Alias("prov.RecomputeState")]
public sealed class RecomputeState
{
    [Id(0)]
    public long PolicyVersion { get; set; }

    [Id(1)]
    public string AfterId { get; set; } = "";

    /// <summary>False unless saved otherwise: the stored form leaves out what is false, and a walk that was lost would count as done.</summary>
    [Id(3)]
    public bool IsUnderWay { get; set; }
}
