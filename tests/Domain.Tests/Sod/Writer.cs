using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Tests.Sod;

/// <summary>One activation of the identity's actor: reads, decides and writes in separate moments, and may hold what is long outdated.</summary>
internal sealed class Writer(CasStore store, PolicySnapshot snapshot, GrantModel model)
{
    private Step? _step;
    private Identity? _held;
    private Decision? _decision;

    public bool IsBusy => _step is not null;

    public void Take(Step step) => _step = step;

    /// <summary>One moment of its work.</summary>
    /// <param name="loseAnswer">The store takes the change, but its answer is lost: everything is asked again.</param>
    public void Advance(bool loseAnswer)
    {
        if (_held is null || (_step!.Change is not null && _decision is null && _held.Version < store.Current!.Version))
        {
            _held = store.Current;
        }

        if (_decision is null)
        {
            _decision = Decide();
            return;
        }

        Commit(loseAnswer);
    }

    private Decision Decide() => _step!.Change is { } change
        ? LifecycleDecision.DecideGrantChange(_held!, change, snapshot, Setup.Now, Setup.Context)
        : LifecycleDecision.Decide(_held, _step.LifecycleEvent, snapshot, Setup.Now, Setup.Context);

    private void Commit(bool loseAnswer)
    {
        var (decision, step) = (_decision!, _step!);
        _decision = null;
        if (decision.Refusal is not null || store.Knows(step.Mark))
        {
            _step = null;
            return;
        }

        if (!store.TryCommit(decision.Next, decision.Changed, step.Mark))
        {
            _held = null;
            return;
        }

        model.Apply(step);
        _held = loseAnswer ? null : store.Current;
        _step = loseAnswer ? step : null;
    }
}
