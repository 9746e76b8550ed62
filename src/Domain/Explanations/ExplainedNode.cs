using System.Collections.Immutable;

namespace Prov.Domain.Explanations;

/// <summary>One statement of an explanation; its children are why it holds.</summary>
/// <param name="Kind">What it tells of.</param>
/// <param name="Subject">Which one, as <c>BirthrightPolicy/employees</c> or <c>hr/7</c>.</param>
/// <param name="Holds">True when it is there, met or done; false when it is absent, not met or failed.</param>
/// <param name="Text">The statement, for people; without secret values.</param>
public sealed record ExplainedNode(ExplainedNodeKind Kind, string Subject, bool Holds, string Text)
{
    public ImmutableArray<ExplainedNode> Children { get; init; } = [];
}
