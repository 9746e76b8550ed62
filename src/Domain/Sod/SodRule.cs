using System.Collections.Immutable;
using Prov.Domain.Policies;

namespace Prov.Domain.Sod;

/// <summary>Separation of duties: of some sides an identity may hold only so many at once.</summary>
public sealed record SodRule
{
    public required string Name { get; init; }

    /// <summary>At least two; holding any item of a side is holding the side.</summary>
    public ImmutableArray<SodSide> Sides { get; init; } = [];

    /// <summary>How many sides one identity may hold; fewer than there are.</summary>
    public int MostHeld { get; init; } = 1;

    public SodEffect Effect { get; init; }

    public ImmutableArray<SodException> Exceptions { get; init; } = [];
}

/// <summary>What a rule does when an identity would hold too many sides.</summary>
public enum SodEffect
{
    /// <summary>What is new is not given; what was held before the rule stays, and is recorded.</summary>
    Block,

    /// <summary>As <see cref="Block"/>, but what is not given waits for an approval.</summary>
    Approval,

    /// <summary>The sides of lower priority are taken away, whether new or not.</summary>
    Prune,

    /// <summary>Everything is given; the violation is recorded.</summary>
    Record,
}

/// <summary>One side of a rule.</summary>
/// <param name="Name">Unique within the rule.</param>
public sealed record SodSide(string Name)
{
    public ImmutableArray<string> Roles { get; init; } = [];

    public ImmutableArray<EntitlementReference> Entitlements { get; init; } = [];

    /// <summary>Where a choice is to be made the higher one stays; of equal ones the one that is written first.</summary>
    public int Priority { get; init; }
}

/// <summary>For whom a rule does not count, and until when. When it ends, the rule acts as if everything were new.</summary>
/// <param name="Until">First instant at which the rule counts again.</param>
public sealed record SodException(DateTimeOffset Until)
{
    /// <summary>The identity; null when <see cref="When"/> tells.</summary>
    public string? IdentityId { get; init; }

    /// <summary>CEL over <c>identity</c>, giving a boolean; null when <see cref="IdentityId"/> tells.</summary>
    public string? When { get; init; }

    /// <summary>Why, in the words of who excepts.</summary>
    public string Reason { get; init; } = "";
}
