using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>What compiling gives.</summary>
/// <param name="LocalCount">Slots that macros need.</param>
/// <param name="Errors">Errors in literal patterns.</param>
internal sealed record CompiledExpression(Evaluator Evaluator, int LocalCount, ImmutableArray<ExpressionError> Errors);
