namespace Prov.Domain.Expressions;

/// <summary>A variable that an expression may read.</summary>
/// <param name="Name">A CEL identifier, for example <c>identity</c>.</param>
/// <param name="Type">Its declared type.</param>
public sealed record ExpressionVariable(string Name, ExpressionType Type)
{
    /// <summary>
    /// <c>now</c>, the instant of the evaluation. It may only be compared, so that <see cref="EvaluationResult.NextChange"/> is known.
    /// </summary>
    public static ExpressionVariable Now { get; } = new("now", ExpressionType.Timestamp) { IsClock = true };

    internal bool IsClock { get; private init; }
}
