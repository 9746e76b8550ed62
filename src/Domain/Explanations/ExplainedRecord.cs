namespace Prov.Domain.Explanations;

/// <summary>What one source's record says of whether the person is here.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Key">Key of the record within it.</param>
/// <param name="Standing">What it says.</param>
/// <param name="Until">The instant at which that changes; null when none is known.</param>
public sealed record ExplainedRecord(string Source, string Key, RecordStanding Standing, DateTimeOffset? Until);
