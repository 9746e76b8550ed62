using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Preview;

/// <summary>One thing that a plan does.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">The target system; empty for roles and work items.</param>
/// <param name="Name">The attribute, entitlement, role, rule or kind of work item; for an account its name at the target.</param>
public sealed record PlannedEffect(EffectKind Kind, string Target, string Name)
{
    /// <summary>The account that it is done to; empty for roles.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>The value before; null when there is none or it may not be shown.</summary>
    public Value Before { get; init; }

    /// <summary>The value after; null when there is none or it may not be shown.</summary>
    public Value After { get; init; }

    /// <summary>True when the values may not be shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Why: the paths that give it, or gave it; for an attribute the mapping.</summary>
    public ImmutableArray<string> Causes { get; init; } = [];
}
