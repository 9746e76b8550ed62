using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Policies;

namespace Prov.Domain.Explanations;

/// <summary>Why an account is what it should be.</summary>
public sealed record ExplainedAccount
{
    public required DesiredAccount Account { get; init; }

    /// <summary>Why it has its state.</summary>
    public required AccountReason Reason { get; init; }

    /// <summary>Every path that gives the account; empty when it is not granted.</summary>
    public required ImmutableArray<string> Causes { get; init; }

    /// <summary>The expression by which it was or would be named; empty when its target is not configured.</summary>
    public required string NameExpression { get; init; }

    public required ImmutableArray<ExplainedAttribute> Attributes { get; init; }

    /// <summary>Its rights with every path that gives them.</summary>
    public required ImmutableArray<Grant> Entitlements { get; init; }
}
