using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Explanations;

/// <summary>Where one value comes from.</summary>
/// <param name="Name">The attribute, of the identity or at the target.</param>
/// <param name="Value">The value; null when it is secret.</param>
/// <param name="Secret">True when the value may not be shown.</param>
/// <param name="Mapping">
/// Document and place of the mapping, as <c>AuthoritativeSource/hr spec.mappings[2]</c>; empty when there is none now.
/// </param>
/// <param name="Expression">The mapping's expression; empty when there is none now.</param>
public sealed record ExplainedAttribute(string Name, Value Value, bool Secret, string Mapping, string Expression)
{
    /// <summary>The record that won; null for attributes at a target.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Every record that gives the attribute, the winner first; empty when only one does, and for attributes at a target.</summary>
    public ImmutableArray<ExplainedCandidate> Candidates { get; init; } = [];
}

/// <summary>One record's value of an attribute that several give.</summary>
/// <param name="Provenance">The record.</param>
/// <param name="Value">Its value; null when it is secret.</param>
/// <param name="Reason">Why it does not count; empty for the winner.</param>
public sealed record ExplainedCandidate(Provenance Provenance, Value Value, string Reason);
