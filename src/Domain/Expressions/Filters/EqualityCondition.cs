namespace Prov.Domain.Expressions.Filters;

/// <summary>The attribute equals the value or, when it has several values, holds it.</summary>
/// <param name="Path">As in <see cref="Expression.Inputs"/>, for example <c>identity.department</c>.</param>
/// <param name="Value">Never null, a list, a map or NaN, so that it can be a key. Numbers of different kinds are equal keys.</param>
public sealed record EqualityCondition(string Path, Value Value);
