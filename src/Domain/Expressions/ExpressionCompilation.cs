using System.Collections.Immutable;

namespace Prov.Domain.Expressions;

/// <summary>What compiling gave.</summary>
/// <param name="Expression">Null when there are errors.</param>
/// <param name="Errors">All errors that were found, in order of their position.</param>
public sealed record ExpressionCompilation(Expression? Expression, ImmutableArray<ExpressionError> Errors);
