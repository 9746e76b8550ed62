namespace Prov.Domain.Expressions;

/// <summary>Why an expression was refused.</summary>
/// <param name="Reason">One of <see cref="ExpressionReasons"/>.</param>
/// <param name="Message">What is wrong, and what to do.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
public sealed record ExpressionError(string Reason, string Message, int Line, int Column);
