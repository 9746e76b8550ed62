namespace Prov.Domain.Expressions;

/// <summary>A variable that an expression may read.</summary>
/// <param name="Name">A CEL identifier, for example <c>identity</c>.</param>
/// <param name="Type">Its declared type.</param>
public sealed record ExpressionVariable(string Name, ExpressionType Type);
