namespace Prov.Grains.Contracts;

/// <summary>One import of a feed. Key: see <see cref="GrainKeys.Import"/>. Rank 1: it calls identities, nothing calls it back.</summary>
[Alias("prov.IImportRunGrain")]
public interface IImportRunGrain : IGrainWithStringKey
{
    /// <summary>Registers the run; the silo that holds the spooled file works on it and reports here.</summary>
    [Alias("Begin")]
    Task<ImportProgress> BeginAsync(ImportStart start, CancellationToken cancellationToken);

    /// <summary>Records how far the run is. Answers with the state that the worker must obey (a cancel may have come).</summary>
    [Alias("Report")]
    Task<ImportState> ReportAsync(ImportProgress progress, CancellationToken cancellationToken);

    [Alias("Get")]
    Task<ImportProgress?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Stops the run; what has been applied stays.</summary>
    [Alias("Cancel")]
    Task<ImportProgress?> CancelAsync(string actor, CancellationToken cancellationToken);

    /// <summary>Releases the leaves that the guard holds, if the plan is still the one with this hash; a repeat changes nothing.</summary>
    /// <exception cref="ImportRefusedException">Nothing is held, or the hash is another.</exception>
    [Alias("Release")]
    Task<ImportProgress?> ReleaseAsync(string planHash, string actor, CancellationToken cancellationToken);
}

[GenerateSerializer, Alias("prov.ImportState")]
public enum ImportState
{
    Running,
    Succeeded,

    /// <summary>Done, but for leaves that the guard holds until a person releases them.</summary>
    Held,

    /// <summary>Nothing was applied, or the worker was lost: import again.</summary>
    Failed,
    Cancelled,
}

/// <summary>What an import is about.</summary>
[GenerateSerializer, Alias("prov.ImportStart"), Immutable]
public sealed record ImportStart(
    [property: Id(0)] string Tenant, [property: Id(1)] string Source, [property: Id(2)] string FileName, [property: Id(3)] string Actor);

/// <summary>How far an import is, with its counts.</summary>
[GenerateSerializer, Alias("prov.ImportProgress"), Immutable]
public sealed record ImportProgress
{
    [Id(0)] public string Tenant { get; init; } = "";
    [Id(1)] public string Source { get; init; } = "";
    [Id(2)] public string FileName { get; init; } = "";
    [Id(3)] public string Actor { get; init; } = "";
    [Id(4)] public ImportState State { get; init; }

    /// <summary>Rows read, the header not counted.</summary>
    [Id(5)] public long RowsRead { get; init; }

    /// <summary>Rows equal to what the source said last: no identity was woken.</summary>
    [Id(6)] public long RowsUnchanged { get; init; }

    /// <summary>Rows and absences to submit, by the plan made before the first write.</summary>
    [Id(7)] public long Planned { get; init; }

    /// <summary>Events that were submitted and committed.</summary>
    [Id(8)] public long Applied { get; init; }

    /// <summary>Rows with faults, in quarantine.</summary>
    [Id(9)] public long RowsBad { get; init; }

    /// <summary>Leaves in the plan (absences and rows that say so).</summary>
    [Id(10)] public long Leaves { get; init; }

    /// <summary>Leaves that the guard holds.</summary>
    [Id(11)] public long LeavesHeld { get; init; }

    /// <summary>Hash of the held plan; a release must name it.</summary>
    [Id(12)] public string PlanHash { get; init; } = "";

    /// <summary>Why it failed or is held: reason code, colon, message. Empty otherwise.</summary>
    [Id(13)] public string Explanation { get; init; } = "";
    [Id(14)] public DateTimeOffset StartedAt { get; init; }
    [Id(15)] public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when the quality gate holds the whole import; then the plan's hash is that of the feed.</summary>
    [Id(16)] public bool AllHeld { get; init; }
}
