using System.Collections.Concurrent;
using System.Text;
using Prov.Grains.Contracts;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>The difference indexes of this silo, one per source; each built from the store when there is none that knows of every run.</summary>
internal sealed class DifferenceIndexes(ImportOptions options, IProvStore store, TimeProvider time) : IDisposable
{
    private const int UsualRowBytes = 64;

    // Every pass over more records than memory holds writes them anew; compaction has lost records before, building anew cannot.
    private const int MaxGrowth = 4;

    private readonly ConcurrentDictionary<(string Tenant, string Source), Held> _held = new();

    private string Root => Path.Combine(options.DataFolder, "index");

    /// <summary>Removes what an earlier process left: an index lives no longer than its process.</summary>
    public void Clear()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }

    /// <summary>The index of a source for a run to work with; the source's runs follow each other.</summary>
    /// <param name="start">Names the source.</param>
    /// <param name="lastRunId">The run before: an index that did not take part in it has missed something.</param>
    /// <param name="runId">The run that begins.</param>
    /// <param name="feedBytes">Size of the feed, from which the number of records is guessed.</param>
    /// <param name="cancellationToken">Stops the building.</param>
    public async Task<DifferenceIndex> OpenAsync(
        ImportStart start, string lastRunId, string runId, long feedBytes, CancellationToken cancellationToken)
    {
        var source = (start.Tenant, start.Source);
        if (_held.TryGetValue(source, out var held) && held.LastRunId == lastRunId && !IsWorn(held))
        {
            _held[source] = held with { LastRunId = runId };
            return held.Index;
        }

        Drop(source);
        var index = new DifferenceIndex(FolderOf(source), options.IndexMemoryBytes, feedBytes / UsualRowBytes);
        try
        {
            await FillAsync(index, start, cancellationToken);
        }
        catch
        {
            index.Dispose();
            throw;
        }

        SourceMeter.IndexBuilds.Add(1);
        _held[source] = new(index, runId, time.GetUtcNow());
        return index;
    }

    /// <summary>The index if it took part in this run, else null.</summary>
    public DifferenceIndex? Peek(ImportStart start, string runId) =>
        _held.TryGetValue((start.Tenant, start.Source), out var held) && held.LastRunId == runId ? held.Index : null;

    public void Dispose()
    {
        foreach (var source in _held.Keys)
        {
            Drop(source);
        }
    }

    private void Drop((string Tenant, string Source) source)
    {
        if (_held.TryRemove(source, out var held))
        {
            held.Index.Dispose();
        }
    }

    private bool IsWorn(Held held) =>
        time.GetUtcNow() - held.BuiltAt > options.MaxIndexAge
        || held.Index.LogBytes > options.IndexMemoryBytes + (MaxGrowth * held.Index.EntryBytes);

    private async Task FillAsync(DifferenceIndex index, ImportStart start, CancellationToken cancellationToken)
    {
        await foreach (var record in store.ScanSourceRecordsAsync(start.Tenant, start.Source, cancellationToken))
        {
            index.Know(Digest.Of(Encoding.UTF8.GetBytes(record.SourceKey)), Digest.Parse(record.ContentDigest), RowDigest.IsHere(record));
        }
    }

    private string FolderOf((string Tenant, string Source) source) =>
        Path.Combine(Root, Digest.Of(Encoding.UTF8.GetBytes($"{source.Tenant.Length}:{source.Tenant}{source.Source}")).ToString());

    private sealed record Held(DifferenceIndex Index, string LastRunId, DateTimeOffset BuiltAt);
}
