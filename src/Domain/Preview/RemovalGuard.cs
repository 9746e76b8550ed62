using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Removals;

namespace Prov.Domain.Preview;

/// <summary>How much a change of the configuration may take away before the removals are held for a person to release.</summary>
public sealed record RemovalGuard
{
    /// <summary>Share of those who hold an account or a right, 0 to 1. Default 0.30.</summary>
    public double MaxShare { get; init; } = 0.30;

    /// <summary>So many removals of one account or right are always allowed, whatever the share. Default 10.</summary>
    public int AlwaysAllowed { get; init; } = 10;

    /// <summary>From how many of those who hold something it may be taken.</summary>
    public long Allowed(long holders) =>
        new RemovalLimit { MaxShare = MaxShare, AlwaysAllowed = AlwaysAllowed }.Allowed(holders);

    /// <summary>Judges a whole plan: a verdict for each target's accounts, and each right, that is taken from somebody.</summary>
    /// <param name="summary">What the plan does.</param>
    /// <param name="holders">How many hold an account or a right before.</param>
    public ImmutableArray<RemovalVerdict> Judge(PlanSummary summary, Func<GrantKind, string, string, long> holders)
    {
        var verdicts = ImmutableArray.CreateBuilder<RemovalVerdict>();
        var removals = summary.Effects
            .Where(e => e.Key.Kind is EffectKind.AccountDisabled or EffectKind.AccountDeleted or EffectKind.EntitlementRemoved)
            .GroupBy(e => (Kind: e.Key.Kind == EffectKind.EntitlementRemoved ? GrantKind.Entitlement : GrantKind.Account, e.Key.Target, e.Key.Name));
        foreach (var removal in removals)
        {
            var (count, held) = (removal.Sum(e => e.Value), holders(removal.Key.Kind, removal.Key.Target, removal.Key.Name));
            verdicts.Add(new(removal.Key.Kind, removal.Key.Target, removal.Key.Name, count, held, Allowed(held)));
        }

        return verdicts.ToImmutable();
    }
}
