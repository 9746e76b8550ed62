namespace Prov.Domain.Expressions;

/// <summary>What an expression may be and may cost.</summary>
public sealed record ExpressionLimits
{
    public static ExpressionLimits Default { get; } = new();

    /// <summary>Longest text, in UTF-16 units.</summary>
    public int MaxLength { get; init; } = 16_384;

    /// <summary>Deepest nesting; more than 256 is taken as 256, so that no expression can exhaust the stack.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Largest number of syntax nodes.</summary>
    public int MaxNodes { get; init; } = 4_096;

    /// <summary>Longest regular expression, in UTF-16 units.</summary>
    public int MaxPatternLength { get; init; } = 256;

    /// <summary>
    /// Most that one evaluation may cost. A step costs about 1, so do 16 UTF-16 units or bytes that are read or made, and one list element or
    /// map entry.
    /// </summary>
    public long MaxCost { get; init; } = 100_000;
}
