using System.Collections.Immutable;

namespace Prov.Domain.Sod;

/// <summary>What became of a rule's being violated, or nearly so.</summary>
public enum SodStanding
{
    /// <summary>Held since before the rule: it stays, and nothing may be added to it.</summary>
    Existing,

    /// <summary>An exception lets it be.</summary>
    Excepted,

    /// <summary>The rule only records.</summary>
    Recorded,

    /// <summary>Prevented: what is new was not given.</summary>
    Blocked,

    /// <summary>Prevented until somebody approves.</summary>
    AwaitingApproval,

    /// <summary>Prevented: the sides of lower priority were taken away.</summary>
    Pruned,
}

/// <summary>One rule as it stands for one identity.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Standing">What became of it.</param>
/// <param name="Held">Names of the sides that are held, in the rule's order.</param>
/// <param name="Withheld">Names of the sides of which something is not given, in the rule's order.</param>
/// <param name="Since">When it came to stand so.</param>
/// <param name="Until">When the exception ends; null without one.</param>
public sealed record SodViolation(
    string Rule, SodStanding Standing, ImmutableArray<string> Held, ImmutableArray<string> Withheld, DateTimeOffset Since, DateTimeOffset? Until)
{
    /// <summary>True when too many sides are held at this moment.</summary>
    public bool IsHeld => Standing is SodStanding.Existing or SodStanding.Excepted or SodStanding.Recorded;

    internal bool SameAs(SodViolation other) => Rule == other.Rule && Standing == other.Standing && Until == other.Until
        && Held.AsSpan().SequenceEqual(other.Held.AsSpan()) && Withheld.AsSpan().SequenceEqual(other.Withheld.AsSpan());
}
