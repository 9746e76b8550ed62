using System.Collections.Immutable;
using Prov.Domain.Preview;

namespace Prov.Domain.Reconciliation;

/// <summary>How a target is kept true, as its configuration says.</summary>
public sealed record ReconciliationRule
{
    /// <summary>Time between full runs; null when they are only made on demand.</summary>
    public TimeSpan? FullEvery { get; init; }

    /// <summary>Time between delta runs; null when they are only made on demand.</summary>
    public TimeSpan? DeltaEvery { get; init; }

    /// <summary>Share of the time that a full run works, above 0 to 1; it rests for the remainder. Default 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Actions other than the defaults of the <see cref="DecisionTable"/>.</summary>
    public ImmutableSortedDictionary<Situation, ReconciliationAction> Actions { get; init; } =
        ImmutableSortedDictionary<Situation, ReconciliationAction>.Empty;

    /// <summary>Who has the last word on single attributes; those not named go by their mappings' strength.</summary>
    public ImmutableArray<AttributeAtTarget> Attributes { get; init; } = [];

    /// <summary>The authoritative source whose records are made of what is taken over; null when nothing is.</summary>
    public string? Source { get; init; }

    /// <summary>How found accounts are correlated; null when by their names alone.</summary>
    public AccountCorrelation? Correlation { get; init; }

    /// <summary>How much one run may take away, or find missing, before that waits for a person.</summary>
    public RemovalGuard Guard { get; init; } = new();

    /// <summary>What is done about a situation.</summary>
    public ReconciliationAction ActionFor(Situation situation) => Actions.GetValueOrDefault(situation, DecisionTable.Default(situation));
}

/// <summary>Who has the last word on an attribute of an account.</summary>
public enum AttributeAuthorityAtTarget
{
    /// <summary>As the mapping's strength says: strong rolls back, the others let stand.</summary>
    Mapping,

    /// <summary>Prov: what others change is rolled back.</summary>
    Prov,

    /// <summary>The target: what others change is taken over as an event.</summary>
    Target,
}

/// <summary>Who has the last word on one attribute.</summary>
/// <param name="Attribute">The target's attribute; some mapping writes it.</param>
/// <param name="Authority">Who.</param>
/// <param name="SourceAttribute">When taken over: the source's attribute that gets the value; null means the same name.</param>
public sealed record AttributeAtTarget(string Attribute, AttributeAuthorityAtTarget Authority, string? SourceAttribute = null);

/// <summary>How found accounts are correlated with identities.</summary>
public sealed record AccountCorrelation
{
    /// <summary>Identity attributes as the account tells them: CEL over <c>account</c> (name, enabled, entitlements, attributes).</summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Attributes among those whose exact value tells whose an account is; some source correlates by them.</summary>
    public ImmutableArray<string> By { get; init; } = [];

    /// <summary>Name of the scored rule; null when only exact values count.</summary>
    public string? Rule { get; init; }
}
