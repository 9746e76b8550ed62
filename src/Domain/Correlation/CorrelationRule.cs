using System.Collections.Immutable;

namespace Prov.Domain.Correlation;

/// <summary>
/// How records of some sources are recognised when no exact key tells whose they are: by comparisons that add up to a confidence. At the
/// upper threshold or above a single candidate is linked; below the lower one the record is somebody new; between them, or when several
/// reach the upper one, a person decides and the record waits.
/// </summary>
public sealed record CorrelationRule
{
    public required string Name { get; init; }

    /// <summary>Sources whose records it is for; a source has one rule at most.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Keys that candidates are found by: whoever shares all parts of at least one block is compared. 1 to 10.</summary>
    public ImmutableArray<CorrelationBlock> Blocks { get; init; } = [];

    /// <summary>What is compared, 1 to 20.</summary>
    public ImmutableArray<AttributeComparison> Compare { get; init; } = [];

    /// <summary>Confidence from which on a single candidate is linked, 0 to 1. Default 0.95.</summary>
    public double Link { get; init; } = 0.95;

    /// <summary>Confidence from which on a person decides, 0 to <see cref="Link"/>. Default 0.75.</summary>
    public double Review { get; init; } = 0.75;

    /// <summary>How long somebody who left can still be recognised. Default 730 days.</summary>
    public TimeSpan LeaverWindow { get; init; } = TimeSpan.FromDays(730);
}

/// <summary>A key that candidates are found by.</summary>
/// <param name="Parts">1 to 5; when one has no value, there is no key.</param>
public sealed record CorrelationBlock(ImmutableArray<BlockPart> Parts);

/// <summary>A part of a block's key.</summary>
/// <param name="Attribute">Identity attribute with a single value.</param>
/// <param name="Form">What of the value counts.</param>
public sealed record BlockPart(string Attribute, BlockForm Form);

/// <summary>What of a value counts for a block.</summary>
public enum BlockForm
{
    /// <summary>The value without case, marks, blanks and punctuation.</summary>
    Value,

    /// <summary>How it sounds.</summary>
    Phonetic,

    /// <summary>The year of a date.</summary>
    Year,
}

/// <summary>One comparison.</summary>
/// <param name="Attribute">Identity attribute with a single value.</param>
/// <param name="Method">How the values are compared.</param>
/// <param name="Weight">Its share in the confidence, relative to the others; above 0. A missing value counts as a difference.</param>
public sealed record AttributeComparison(string Attribute, ComparisonMethod Method, double Weight);

/// <summary>How two values are compared; texts without case, marks, blanks and punctuation.</summary>
public enum ComparisonMethod
{
    /// <summary>Equal or not.</summary>
    Exact,

    /// <summary>Jaro-Winkler: for names, forgiving towards their ends.</summary>
    JaroWinkler,

    /// <summary>Share of letters that need no insertion, deletion, replacement or swap of neighbours.</summary>
    DamerauLevenshtein,

    /// <summary>Sounds alike or not.</summary>
    Phonetic,

    /// <summary>Dates: equal; day and month swapped, or one digit wrong or swapped with its neighbour, still count 0.85.</summary>
    Date,
}
