namespace Prov.Grains.Sources.Feeds;

/// <summary>Where a field stands in its record.</summary>
/// <param name="Start">First byte, behind the opening quote if there is one.</param>
/// <param name="Length">In bytes, quotes around it not counted.</param>
/// <param name="HasEscapes">True when quotes within are doubled.</param>
/// <param name="IsMisquoted">True when a quote stands where RFC 4180 section 2 allows none.</param>
public readonly record struct FeedField(int Start, int Length, bool HasEscapes, bool IsMisquoted);
