using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Prov.Domain.Policies;

public enum GrantKind
{
    Role,
    Account,
    Entitlement,
}

/// <summary>An identity holds a role, an account or an entitlement, and why.</summary>
/// <param name="Kind">What is held.</param>
/// <param name="Target">The target system; empty for a role.</param>
/// <param name="Name">Role name or entitlement; for an account the intent.</param>
/// <param name="Causes">
/// Every path that gives it, from the policy or direct grant down: <c>BirthrightPolicy/employees &gt; BusinessRole/staff</c>,
/// <c>DirectGrant/grt-...</c>.
/// </param>
public sealed record Grant(GrantKind Kind, string Target, string Name, ImmutableArray<string> Causes)
{
    /// <summary>For an entitlement: the intent of the account that holds it; null for the ordinary account.</summary>
    public string? Intent { get; init; }

    /// <summary>The first instant at which nothing gives it any more, as far as dates say; null when they say nothing.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How long it is kept after nothing gives it any more; null for not at all.</summary>
    public TimeSpan? RemoveAfter { get; init; }

    /// <summary>While nothing gives it any more: when its grace period is over; null while something gives it.</summary>
    public DateTimeOffset? RemoveAt { get; init; }

    /// <summary>What is held, without why.</summary>
    [JsonIgnore]
    public GrantKey Key => new(Kind, Target, Name, Intent);
}
