using System.Collections.Immutable;

namespace Prov.Domain.Sources;

/// <summary>What a feed must be like as a whole before any of it has an effect. One that is not is held for a person.</summary>
public sealed record FeedQuality
{
    /// <summary>Fewest rows; null for no limit.</summary>
    public long? MinRows { get; init; }

    /// <summary>Most rows; null for no limit.</summary>
    public long? MaxRows { get; init; }

    /// <summary>
    /// How far the number of rows may be from the median of the last imports that passed, as a share of that; null for no limit. The first
    /// import has none to be compared with.
    /// </summary>
    public double? MaxVolumeChange { get; init; }

    public ImmutableArray<ColumnQuality> Columns { get; init; } = [];

    /// <summary>
    /// What the first field of the last line is: its second is the number of rows, its third, if there is one, the SHA-256 (hexadecimal) of
    /// everything before it, in UTF-8. The line is no row. Null when feeds have no such line.
    /// </summary>
    public string? Trailer { get; init; }
}

/// <summary>What a column must be like.</summary>
/// <param name="Name">Name of the column.</param>
public sealed record ColumnQuality(string Name)
{
    /// <summary>Share of rows, 0 to 1, in which it may be empty; null for no limit.</summary>
    public double? MaxEmptyShare { get; init; }

    /// <summary>True when no value may be there twice.</summary>
    public bool Unique { get; init; }

    /// <summary>Dates before it are at fault; null for no limit.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Dates after it are at fault; null for no limit.</summary>
    public DateTimeOffset? Latest { get; init; }
}
