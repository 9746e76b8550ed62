using System.Text;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Index;
using Prov.Storage;

namespace Prov.Grains.Sources.Imports;

/// <summary>
/// Finds the records that are here but not in a complete snapshot. Missing once proves little: a leave follows when the declared number of
/// snapshots in a row agree, or when a person releases it.
/// </summary>
internal sealed class AbsencePlanning(ImportFolder folder, ImportStart start, AuthoritativeSource source, IProvStore store)
{
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);

    /// <summary>Records whose absence is a leave; they are in the plan.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Records that are missing and wait for another snapshot.</summary>
    public long Unconfirmed { get; private set; }

    private int Needed => source.Feed!.AbsentSnapshots;

    public async Task FindAsync(DifferenceIndex? index, FeedComparison comparison, LeaveFile leaves, CancellationToken cancellationToken)
    {
        using var unconfirmed = new LeaveFile(folder.Absent);
        if (index is null || !source.Feed!.Complete || comparison.SeenHere >= index.HereCount)
        {
            return;
        }

        var known = Needed > 1 ? await store.LoadAbsencesAsync(start.Tenant, source.Name, cancellationToken) : new Dictionary<string, int>();
        await foreach (var record in store.ScanSourceRecordsAsync(start.Tenant, source.Name, cancellationToken))
        {
            var key = Digest.Of(Encoding.UTF8.GetBytes(record.SourceKey));
            if (index.Find(key) is not { Standing: RecordStanding.Here } entry || entry.Pass == index.Pass)
            {
                continue;
            }

            var isConfirmed = known.GetValueOrDefault(record.SourceKey) + 1 >= Needed;
            (isConfirmed ? leaves : unconfirmed).Add(new(Absence(record.SourceKey, key), 0, key.ToString(), Here: false));
            (Confirmed, Unconfirmed) = isConfirmed ? (Confirmed + 1, Unconfirmed) : (Confirmed, Unconfirmed + 1);
        }

        foreach (var (key, snapshots) in known)
        {
            _missing[key] = snapshots;
        }
    }

    /// <summary>
    /// Once the guard has spoken: what is held waits with the rest of the plan, so that a release confirms it too; else it is noted for the
    /// next snapshot. Returns how many leaves that adds to the plan.
    /// </summary>
    public async Task<long> SettleAsync(bool isHeld, bool note, CancellationToken cancellationToken)
    {
        if (isHeld)
        {
            using var leaves = new LeaveFile(folder.Leaves, append: true);
            foreach (var absence in LeaveFile.ReadAll(folder.Absent))
            {
                leaves.Add(absence);
            }

            return leaves.Count;
        }

        if (note && source.Feed is { Complete: true } && Needed > 1)
        {
            var missing = Keys().Where(k => IsAbsent(k.Event)).ToDictionary(
                k => k.Event.SourceKey, k => _missing.GetValueOrDefault(k.Event.SourceKey) + 1, StringComparer.Ordinal);
            await store.SaveAbsencesAsync(start.Tenant, source.Name, missing, cancellationToken);
        }

        return 0;
    }

    /// <summary>Everyone who would leave, and whether that is sure.</summary>
    public IEnumerable<(string Key, bool IsSure)> SureKeys() => Keys().Select(k => (k.Event.SourceKey, k.IsSure));

    private static bool IsAbsent(LifecycleEvent leave) => leave is { Kind: LifecycleEventKind.Leave, ContentDigest: LifecycleEvent.RowGone };

    private IEnumerable<(LifecycleEvent Event, bool IsSure)> Keys() =>
        LeaveFile.ReadAll(folder.Leaves).Select(l => (l.Event, true)).Concat(LeaveFile.ReadAll(folder.Absent).Select(l => (l.Event, false)));

    private LifecycleEvent Absence(string sourceKey, Digest key) => new()
    {
        Tenant = start.Tenant,
        Source = start.Source,
        SourceKey = sourceKey,
        EventId = $"{folder.RunId}:{key}",
        Kind = LifecycleEventKind.Leave,
        ContentDigest = LifecycleEvent.RowGone,
        Actor = start.Actor,
    };
}
