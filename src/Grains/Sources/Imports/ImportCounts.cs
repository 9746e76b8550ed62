using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>How far a run is. Written by its worker, read by its reports.</summary>
internal sealed class ImportCounts
{
    private long _applied;
    private long _bad;

    public long RowsRead { get; set; }

    public long RowsUnchanged { get; set; }

    public long Planned { get; set; }

    public long Leaves { get; set; }

    public long LeavesHeld { get; set; }

    public string PlanHash { get; set; } = "";

    public bool AllHeld { get; set; }

    public string Explanation { get; set; } = "";

    public long RowsBad => Interlocked.Read(ref _bad);

    public void AddApplied() => Interlocked.Increment(ref _applied);

    public long AddBad() => Interlocked.Increment(ref _bad);

    /// <summary>Counts on from what an earlier part of the run has reported.</summary>
    public static ImportCounts From(ImportProgress progress) => new()
    {
        RowsRead = progress.RowsRead,
        RowsUnchanged = progress.RowsUnchanged,
        Planned = progress.Planned,
        Leaves = progress.Leaves,
        LeavesHeld = progress.LeavesHeld,
        PlanHash = progress.PlanHash,
        AllHeld = progress.AllHeld,
        _applied = progress.Applied,
        _bad = progress.RowsBad,
    };

    public ImportProgress Progress(ImportStart start, ImportState state) => new()
    {
        Tenant = start.Tenant,
        Source = start.Source,
        FileName = start.FileName,
        Actor = start.Actor,
        State = state,
        RowsRead = RowsRead,
        RowsUnchanged = RowsUnchanged,
        Planned = Planned,
        Applied = Interlocked.Read(ref _applied),
        RowsBad = RowsBad,
        Leaves = Leaves,
        LeavesHeld = LeavesHeld,
        PlanHash = PlanHash,
        AllHeld = AllHeld,
        Explanation = Explanation,
    };
}
