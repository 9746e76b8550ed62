using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests;

/// <summary>Decides one event after the other about one identity, as its actor would.</summary>
internal sealed class Career(PolicySnapshot? snapshot = null)
{
    public PolicySnapshot Snapshot { get; set; } = snapshot ?? Setup.Snapshot;

    public DateTimeOffset Now { get; private set; } = Setup.Now;

    public DecisionContext Context { get; set; } = Setup.Context;

    public Identity? Identity { get; private set; }

    public Decision Last { get; private set; } = null!;

    public DesiredAccount Account => Assert.Single(Identity!.Accounts);

    public Decision Submit(LifecycleEvent lifecycleEvent) => Take(lifecycleEvent);

    public Decision Evaluate() => Take(null);

    public Decision At(DateTimeOffset instant)
    {
        Now = instant;
        return Take(null);
    }

    public Career After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Decision Change(GrantChange change)
    {
        Last = LifecycleDecision.DecideGrantChange(Identity!, change, Snapshot, Now, Context);
        Identity = Last.Changed ? Last.Next with { Version = Last.Next.Version + 1 } : Identity;
        return Last;
    }

    private Decision Take(LifecycleEvent? lifecycleEvent)
    {
        Last = LifecycleDecision.Decide(Identity, lifecycleEvent, Snapshot, Now, Context);
        if (Last.Changed)
        {
            Identity = Last.Next with { Version = Last.Next.Version + 1 };
        }

        return Last;
    }
}
