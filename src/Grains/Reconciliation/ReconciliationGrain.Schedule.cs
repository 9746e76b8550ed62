using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Grains.Contracts;
using Prov.Grains.TargetSystems;

namespace Prov.Grains.Reconciliation;

internal sealed partial class ReconciliationGrain
{
    private DateTimeOffset _polledAt;

    /// <summary>What the schedule asks for now; null for nothing. While something is held, only a person decides.</summary>
    private async Task<ReconciliationKind?> DueAsync(CancellationToken cancellationToken)
    {
        var target = await targets.FindAsync(Tenant, Target, cancellationToken);
        var rule = target?.Compiled.Reconciliation.Rule;
        if (rule is null || State.Run is { State: ReconciliationState.Held } || target!.Connector.Capability<IAccountSearcher>() is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (now - State.FullAt >= rule.FullEvery)
        {
            return ReconciliationKind.Full;
        }

        var isDue = target.Connector.Capability<IAccountChangeReader>() is not null && now - Later(State.RunAt, _polledAt) >= rule.DeltaEvery;
        return isDue && await HasChangesAsync(target, cancellationToken) ? ReconciliationKind.Delta : null;
    }

    /// <summary>Looks whether there is anything to read: a target where nothing happens costs one call, and no run.</summary>
    private async Task<bool> HasChangesAsync(TargetRuntime target, CancellationToken cancellationToken)
    {
        _polledAt = time.GetUtcNow();
        if (await store.LoadChangeTokenAsync(Tenant, Target, cancellationToken) is not { } token)
        {
            return true;
        }

        if (!await MayCallAsync(target, cancellationToken))
        {
            return false;
        }

        using var limit = new CancellationTokenSource(target.Definition.Limits.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await foreach (var page in target.Connector.Capability<IAccountChangeReader>()!.ReadChangesAsync(new(token), linked.Token))
            {
                // A target that is away is asked again at the next look.
                if (page.Value?.Changes.Length > 0 || page.Reason == ChangeToken.LostReason)
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Slower than a call may be: the next look may do better, and a full run does not need it.
        }

        return false;
    }

    /// <summary>False while the target is in maintenance or its circuit is open: a run waits, as all work does.</summary>
    private static async Task<bool> MayCallAsync(TargetRuntime target, CancellationToken cancellationToken) =>
        (await target.CallAsync(writes: false, _ => Task.FromResult(ConnectorResult.Done), urgent: false, cancellationToken)).IsDone;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
