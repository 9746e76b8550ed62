namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Does the work of an operator on two values.</summary>
internal delegate Value BinaryBody(Value left, Value right, ref Frame frame);
