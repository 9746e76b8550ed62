using System.Collections.Immutable;

namespace Prov.Domain.Sources;

/// <summary>A feed in numbers.</summary>
/// <param name="Rows">Rows, without header and trailer.</param>
/// <param name="Columns">The declared columns, in the order of their declaration.</param>
/// <param name="Trailer">What its trailer says; null when it has none.</param>
public sealed record FeedStatistics(long Rows, ImmutableArray<ColumnStatistics> Columns, FeedTrailer? Trailer);

/// <summary>A column in numbers.</summary>
/// <param name="Empty">Rows in which it is empty.</param>
/// <param name="Repeated">Rows whose value an earlier row has.</param>
/// <param name="OutOfRange">Rows whose date is outside the range.</param>
/// <param name="FirstLine">Line of the first row that repeats or is out of range; 0 for none.</param>
public sealed record ColumnStatistics(long Empty, long Repeated, long OutOfRange, long FirstLine);

/// <summary>What a trailer says.</summary>
/// <param name="Rows">Number of rows; null when it cannot be read.</param>
/// <param name="IsIntact">False when its checksum is not that of the file.</param>
public sealed record FeedTrailer(long? Rows, bool IsIntact);
