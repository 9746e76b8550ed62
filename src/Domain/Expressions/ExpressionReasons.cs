namespace Prov.Domain.Expressions;

/// <summary>The stable reasons of expression errors.</summary>
public static class ExpressionReasons
{
    /// <summary>The text is no CEL expression.</summary>
    public const string SyntaxError = "SYNTAX_ERROR";

    /// <summary>The text is longer, deeper or larger than <see cref="ExpressionLimits"/> allow.</summary>
    public const string ExpressionTooLarge = "EXPRESSION_TOO_LARGE";

    /// <summary>A name that is no declared variable.</summary>
    public const string UnknownVariable = "UNKNOWN_VARIABLE";

    /// <summary>A field that its object type does not declare.</summary>
    public const string UnknownAttribute = "UNKNOWN_ATTRIBUTE";

    /// <summary>A call of something that is no function.</summary>
    public const string UnknownFunction = "UNKNOWN_FUNCTION";

    /// <summary>An operator, function or result of the wrong type.</summary>
    public const string TypeMismatch = "TYPE_MISMATCH";

    /// <summary><c>now</c> stands where the engine could not tell when the answer changes.</summary>
    public const string ClockMisuse = "CLOCK_MISUSE";

    /// <summary>A regular expression that is invalid, too long, or outside of what can be matched in linear time.</summary>
    public const string InvalidPattern = "INVALID_PATTERN";

    /// <summary>At run time: an operator or function got a value, often null, of a kind that it does not take.</summary>
    public const string NoMatchingOverload = "NO_MATCHING_OVERLOAD";

    /// <summary>At run time: a map has no such key.</summary>
    public const string NoSuchKey = "NO_SUCH_KEY";

    /// <summary>At run time: a list or string index is out of range.</summary>
    public const string IndexOutOfRange = "INDEX_OUT_OF_RANGE";

    /// <summary>At run time: division or modulus by zero.</summary>
    public const string DivideByZero = "DIVIDE_BY_ZERO";

    /// <summary>At run time: a number, timestamp or duration out of range.</summary>
    public const string Overflow = "OVERFLOW";

    /// <summary>At run time: a text that cannot be converted, a repeated map key, an unknown time zone.</summary>
    public const string InvalidArgument = "INVALID_ARGUMENT";

    /// <summary>At run time: more work than <see cref="ExpressionLimits.MaxCost"/>.</summary>
    public const string CostExceeded = "COST_EXCEEDED";
}
