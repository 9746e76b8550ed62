using Prov.Domain.Sources;

namespace Prov.Storage.Commits;

/// <summary>What the difference index needs of a source's record, kept beside the payload so that a scan need not parse it.</summary>
internal sealed record RecordColumn(string Source, string Key, string? Digest, bool Here)
{
    public static RecordColumn Of(SourceRecord record, DateTimeOffset at) =>
        new(record.Source, record.Key, record.ContentDigest, IsHere(record, at));

    private static bool IsHere(SourceRecord record, DateTimeOffset at) =>
        (!record.Ended && !(record.End <= at))
        || record.Scheduled.Any(s => s.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record);
}
