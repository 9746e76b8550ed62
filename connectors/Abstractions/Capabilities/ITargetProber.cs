using System.Collections.Immutable;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Capabilities;

/// <summary>Finds out what a target does, beside what it says of itself.</summary>
public interface ITargetProber
{
    /// <summary>
    /// Tries the target with an account made for this and deleted after; its name begins with <c>prov-probe-</c>. Touches no other account.
    /// </summary>
    Task<ConnectorResult<ProbeReport>> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a probe found.</summary>
/// <param name="Findings">In the order in which they were tried.</param>
/// <param name="Settings">The target's dialect as settings of its connector, to be put into its configuration.</param>
public sealed record ProbeReport(ImmutableArray<ProbeFinding> Findings, ImmutableSortedDictionary<string, string> Settings);

/// <summary>One thing that was tried.</summary>
/// <param name="Feature">camelCase.</param>
/// <param name="Says">What the target says of it; null when it says nothing.</param>
/// <param name="Does">What it did; null when it could not be tried.</param>
/// <param name="Note">What was seen, for people; no secrets.</param>
public sealed record ProbeFinding(string Feature, bool? Says, bool? Does, string Note)
{
    /// <summary>True when the target says one thing and does another.</summary>
    public bool Contradicts => Says is { } says && Does is { } does && says != does;
}
