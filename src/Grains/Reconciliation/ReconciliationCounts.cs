using System.Collections.Concurrent;
using Prov.Domain.Reconciliation;
using Prov.Grains.Contracts;

namespace Prov.Grains.Reconciliation;

/// <summary>The counts of a run while it is under way; read by others meanwhile.</summary>
internal sealed class ReconciliationCounts
{
    private readonly ConcurrentDictionary<Situation, long> _situations = new();
    private long _seen;
    private long _unchanged;
    private long _unreadable;
    private long _repaired;
    private long _failed;
    private long _woken;

    public long Seen => Interlocked.Read(ref _seen);

    public bool ReadEverything { get; set; }

    public long Unreadable => Interlocked.Read(ref _unreadable);

    public void AddSeen(long count) => Interlocked.Add(ref _seen, count);

    public void AddUnchanged(long count)
    {
        Interlocked.Add(ref _unchanged, count);
        _situations.AddOrUpdate(Situation.Confirmed, count, (_, c) => c + count);
    }

    public void AddUnreadable() => Interlocked.Increment(ref _unreadable);

    public void AddRepaired() => Interlocked.Increment(ref _repaired);

    public void AddFailed() => Interlocked.Increment(ref _failed);

    public void AddWoken() => Interlocked.Increment(ref _woken);

    public void Add(Situation situation) => _situations.AddOrUpdate(situation, 1, (_, c) => c + 1);

    /// <summary>How far the run is.</summary>
    public ReconciliationProgress Onto(ReconciliationProgress progress) => progress with
    {
        ReadEverything = ReadEverything,
        Seen = Seen,
        Unchanged = Interlocked.Read(ref _unchanged),
        Unreadable = Unreadable,
        Repaired = Interlocked.Read(ref _repaired),
        Failed = Interlocked.Read(ref _failed),
        Woken = Interlocked.Read(ref _woken),

        // Copied by the dictionary itself: others count meanwhile, and a sort would copy what grows under its hands.
        Situations = [.. _situations.ToArray().OrderBy(s => s.Key).Select(s => new SituationCount(s.Key.ToString(), s.Value))],
    };
}
