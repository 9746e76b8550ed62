namespace Prov.Domain.WorkItems;

/// <summary>One of those whom a decision can be for.</summary>
/// <param name="IdentityId">The identity.</param>
/// <param name="Confidence">0 to 1; 0 where nothing was measured.</param>
/// <param name="Explanation">What speaks for and against it, without attribute values.</param>
public sealed record WorkItemCandidate(string IdentityId, double Confidence, string Explanation);
