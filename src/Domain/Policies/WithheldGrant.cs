using System.Collections.Immutable;

namespace Prov.Domain.Policies;

/// <summary>Why something that would be given is not.</summary>
public enum WithheldReason
{
    /// <summary>Another role of its exclusive set goes before it.</summary>
    Exclusive,

    /// <summary>A rule of separation of duties blocks it.</summary>
    Blocked,

    /// <summary>A rule of separation of duties lets it be given only after an approval.</summary>
    AwaitingApproval,

    /// <summary>A rule of separation of duties takes it away in favour of a side of higher priority.</summary>
    Pruned,
}

/// <summary>Something that would be given but for a conflict. What it would bring with it is not given either.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Target">The target system; empty for a role.</param>
/// <param name="Name">Role name or entitlement.</param>
/// <param name="Reason">Why it is not given.</param>
/// <param name="By">The rule, as <c>SodRule/pay-and-approve</c>; for an exclusive set the role that goes before it.</param>
/// <param name="Causes">Every path that would give it.</param>
public sealed record WithheldGrant(
    GrantKind Kind, string Target, string Name, WithheldReason Reason, string By, ImmutableArray<string> Causes)
{
    /// <summary>For an entitlement: the intent of the account that would hold it; null for the ordinary account.</summary>
    public string? Intent { get; init; }

    internal bool SameAs(WithheldGrant other) => this with { Causes = other.Causes } == other && Causes.AsSpan().SequenceEqual(other.Causes.AsSpan());
}
