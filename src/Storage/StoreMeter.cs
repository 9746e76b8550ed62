using System.Diagnostics.Metrics;

namespace Prov.Storage;

/// <summary>What the store tells of itself: meter <c>Prov.Storage</c>.</summary>
internal static class StoreMeter
{
    private static readonly Meter _meter = new("Prov.Storage");
    private static readonly Counter<long> _commits = _meter.CreateCounter<long>("prov.store.commits", description: "Commits written.");
    private static readonly Counter<long> _batches = _meter.CreateCounter<long>("prov.store.batches", description: "Transactions.");
    private static readonly Histogram<int> _sizes = _meter.CreateHistogram<int>("prov.store.batch.size", "{commit}");
    private static readonly Histogram<double> _seconds = _meter.CreateHistogram<double>("prov.store.batch.duration", "s");

    public static Counter<long> Races { get; } =
        _meter.CreateCounter<long>("prov.store.races", description: "Batches made again because another silo wrote the same rows.");

    public static Counter<long> Busy { get; } =
        _meter.CreateCounter<long>("prov.store.busy", description: "Commits turned away because the queue was full.");

    public static Counter<long> Failed { get; } =
        _meter.CreateCounter<long>("prov.store.failed", description: "Commits that the database refused or whose outcome is unknown.");

    public static void Batch(int commits, TimeSpan elapsed)
    {
        _commits.Add(commits);
        _batches.Add(1);
        _sizes.Record(commits);
        _seconds.Record(elapsed.TotalSeconds);
    }
}
