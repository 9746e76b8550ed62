using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Explanations;

/// <summary>Why an identity is what it is and has what it has, from the sources' records down to each value at each target.</summary>
public sealed record Explanation
{
    public required string IdentityId { get; init; }

    /// <summary>Version of the configuration that it was explained with.</summary>
    public required long PolicyVersion { get; init; }

    public required LifecycleState State { get; init; }

    public DateTimeOffset? NextEvaluation { get; init; }

    public required ImmutableArray<ExplainedRecord> Records { get; init; }

    public required ImmutableArray<ExplainedAttribute> Attributes { get; init; }

    /// <summary>Roles, accounts and entitlements, each with every path that gives it.</summary>
    public required ImmutableArray<Grant> Grants { get; init; }

    public required ImmutableArray<ExplainedAccount> Accounts { get; init; }

    /// <summary>What did not go as configured.</summary>
    public required ImmutableArray<DecisionNote> Notes { get; init; }
}
