namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Why an evaluation failed. Made once per place in an expression or function, not per evaluation.</summary>
/// <param name="Reason">One of <see cref="ExpressionReasons"/>.</param>
/// <param name="Message">Never has run-time values in it: they may be personal data.</param>
internal sealed record Fault(string Reason, string Message)
{
    public static readonly Fault CostExceeded = new(
        ExpressionReasons.CostExceeded, "The evaluation costs more than is allowed. Read less data or use fewer nested loops.");

    public static readonly Fault IntegerOverflow = new(ExpressionReasons.Overflow, "The result is outside of the range of its number type.");

    public static readonly Fault TimeOverflow = new(ExpressionReasons.Overflow, "The time is outside of the years 1 to 9999.");

    public static readonly Fault DivideByZero = new(ExpressionReasons.DivideByZero, "Division by zero.");

    public static readonly Fault IndexOutOfRange = new(ExpressionReasons.IndexOutOfRange, "The index is out of range.");

    public static Fault NoMatchingOverload(string what) => new(
        ExpressionReasons.NoMatchingOverload, $"{what} got a value of a kind that it does not take; guard absent attributes with has().");

    public static Fault Invalid(string message) => new(ExpressionReasons.InvalidArgument, message);
}
