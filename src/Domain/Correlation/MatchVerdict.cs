using System.Collections.Immutable;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Correlation;

/// <summary>What becomes of a record that no exact key tells the owner of.</summary>
public enum MatchOutcome
{
    /// <summary>It is somebody new.</summary>
    Create,

    /// <summary>It belongs to the one candidate that reaches the upper threshold.</summary>
    Link,

    /// <summary>A person decides; the record waits.</summary>
    Review,
}

/// <summary>The verdict on a record.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="IdentityId">Whom it is linked to; empty otherwise.</param>
/// <param name="Candidates">Those that reach the lower threshold, best first; at most <see cref="Limits.CandidatesPerWorkItemCount"/>.</param>
/// <param name="Explanation">Why, in one sentence.</param>
public sealed record MatchVerdict(MatchOutcome Outcome, string IdentityId, ImmutableArray<WorkItemCandidate> Candidates, string Explanation);
