using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Checking;

/// <summary>What checking found out.</summary>
/// <param name="Types">The type of every node, by reference.</param>
/// <param name="Inputs">See <see cref="Expression.Inputs"/>.</param>
/// <param name="ClockComparisons">The comparisons that read <c>now</c>, by reference.</param>
internal sealed record Checked(
    IReadOnlyDictionary<SyntaxNode, ExpressionType> Types, IReadOnlySet<string> Inputs,
    IReadOnlyDictionary<SyntaxNode, ClockComparison> ClockComparisons, ImmutableArray<ExpressionError> Errors);
