using Prov.Domain.Preview;
using Prov.Grains.Contracts;
using Prov.Grains.Preview;
using Prov.Storage;

namespace Prov.Grains.Policies;

/// <summary>
/// The work of one recompute: scans the population, wakes at once whom the new version takes nothing from, and keeps the others until the
/// guard has judged them as a whole.
/// </summary>
internal sealed class RecomputeRun(
    IProvStore store, IGrainFactory grains, ConfigurationChange change, RemovalGuard guard, string tenant, string spool, TimeProvider time) : IDisposable
{
    // Events and accounts of people come first: a recompute takes few places and a part of the processors.
    private const int AwakeAtOnce = 32;
    private const int ShownVerdicts = 5;

    private readonly SemaphoreSlim _places = new(AwakeAtOnce, AwakeAtOnce);
    private readonly RemovalFile _removals = new(spool);
    private PopulationScan? _scan;
    private long _decided;
    private long _changed;
    private long _failed;
    private string _explanation = "";

    public PauseGate Gate { get; } = new();

    /// <summary>True once the guard has held the removals.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>How far it is; safe to ask at any time.</summary>
    public RecomputeProgress Progress(RecomputePhase phase) => new(
        change.After.Version, phase == RecomputePhase.Done, Interlocked.Read(ref _decided), Interlocked.Read(ref _changed))
    {
        Phase = phase,
        Screened = _scan?.Screened ?? 0,
        Held = phase == RecomputePhase.Held ? _removals.Count : 0,
        PlanHash = phase == RecomputePhase.Held ? _removals.Hash : "",
        Explanation = phase == RecomputePhase.Held ? _explanation : "",
    };

    /// <summary>Runs to the end, or until the guard holds what is left.</summary>
    /// <param name="released">The hash that a person has released; empty for none.</param>
    /// <param name="cancellationToken">Stops the run; what has been decided stays.</param>
    /// <exception cref="InvalidOperationException">Some could not be woken: run again, the others are not changed twice.</exception>
    public async Task<RecomputePhase> RunAsync(string released, CancellationToken cancellationToken)
    {
        _scan = new PopulationScan(store, change, tenant, time.GetUtcNow())
        {
            Workers = Math.Max(1, Environment.ProcessorCount / 2), OnPlan = TakeAsync, BetweenPages = Gate.WaitAsync,
        };
        var result = await _scan.RunAsync(samples: 0, cancellationToken);
        var held = guard.Judge(result.Summary, result.HoldersOf).Where(v => v.Held).ToList();
        Interlocked.Exchange(ref _decided, result.Summary.Decided);
        if (held.Count > 0 && _removals.Hash != released)
        {
            _explanation = Explain(held);
            await EndAsync();
            IsHeld = true;
            return RecomputePhase.Held;
        }

        return await ReleaseAsync(cancellationToken);
    }

    /// <summary>Wakes those whose removals were kept.</summary>
    public async Task<RecomputePhase> ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _removals.ReadAll())
        {
            await Gate.WaitAsync(cancellationToken);
            await WakeAsync(id, cancellationToken);
        }

        await EndAsync();
        return RecomputePhase.Done;
    }

    public void Dispose() => _removals.Dispose();

    private async ValueTask TakeAsync(IdentityPlan plan, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _decided);
        if (plan.TakesAway)
        {
            _removals.Add(plan);
            return;
        }

        await Gate.WaitAsync(cancellationToken);
        await WakeAsync(plan.IdentityId, cancellationToken);
    }

    /// <summary>Waits for a place, not for the answer.</summary>
    private async Task WakeAsync(string identityId, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        _ = EvaluateAsync(identityId, cancellationToken);
    }

    private async Task EvaluateAsync(string identityId, CancellationToken cancellationToken)
    {
        try
        {
            var summary = await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId)).EvaluateAsync(
                new EvaluationRequest(EvaluationCause.ConfigurationChanged) { Actor = "prov", PolicyVersion = change.After.Version },
                cancellationToken);
            Interlocked.Add(ref _changed, summary.Changed ? 1 : 0);
        }
#pragma warning disable CA1031 // The run is repeated: deciding twice changes nothing.
        catch (Exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failed);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>All places back means that everyone has answered.</summary>
    private async Task EndAsync()
    {
        for (var place = 0; place < AwakeAtOnce; place++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }

        _places.Release(AwakeAtOnce);
        if (Interlocked.Exchange(ref _failed, 0) is > 0 and var failed)
        {
            throw new InvalidOperationException($"{failed} identities could not be woken.");
        }
    }

    private static string Explain(IReadOnlyList<RemovalVerdict> held)
    {
        var shown = held.OrderByDescending(v => v.Removals).Take(ShownVerdicts).Select(v =>
            $"{v.Removals} of {v.Holders} would lose {(v.Name.Length == 0 ? "their account" : $"'{v.Name}'")} in {v.Target}, {v.Allowed} may");
        return string.Join("; ", shown) + (held.Count > ShownVerdicts ? $"; and {held.Count - ShownVerdicts} more" : "")
            + ". Check the configuration, then release the recompute or apply another one.";
    }
}
