namespace Prov.Domain.Expressions.Evaluation;

/// <summary>A compiled part of an expression. What it returns counts only when the frame has not failed.</summary>
internal delegate Value Evaluator(ref Frame frame);
