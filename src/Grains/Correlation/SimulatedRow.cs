using System.Collections.Immutable;
using Prov.Domain.WorkItems;

namespace Prov.Grains.Correlation;

/// <summary>What would become of a row.</summary>
public enum SimulatedOutcome
{
    /// <summary>It cannot be read; see <see cref="SimulatedRow.Explanation"/>.</summary>
    Bad,

    /// <summary>Its record has its identity already.</summary>
    Known,
    Link,
    Create,
    Review,
}

/// <summary>What would become of one row of a feed.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="SourceKey">Key of its record; empty when it cannot be read.</param>
/// <param name="Outcome">What would become of it.</param>
/// <param name="IdentityId">Whom it has or would be linked to; empty otherwise.</param>
/// <param name="Candidates">Of a review: those who are like it.</param>
/// <param name="Explanation">Why.</param>
public sealed record SimulatedRow(
    long Line, string SourceKey, SimulatedOutcome Outcome, string IdentityId, ImmutableArray<WorkItemCandidate> Candidates, string Explanation);
