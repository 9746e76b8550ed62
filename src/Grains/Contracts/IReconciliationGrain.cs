namespace Prov.Grains.Contracts;

/// <summary>The reconciliation of one target, one run at a time. Key: see <see cref="GrainKeys.Reconciliation"/>. Rank 1.</summary>
[Alias("prov.IReconciliationGrain")]
public interface IReconciliationGrain : IGrainWithStringKey
{
    /// <summary>Begins a run; a repeat with the same id gets that run.</summary>
    /// <exception cref="ReconciliationRefusedException">Another run is under way.</exception>
    [Alias("Start")]
    Task<ReconciliationProgress> StartAsync(ReconciliationStart start, CancellationToken cancellationToken);

    /// <summary>
    /// Goes on with a run that was under way when its silo was lost, and begins what the schedule says. Every silo asks now and then.
    /// </summary>
    [Alias("Ensure")]
    Task EnsureAsync(CancellationToken cancellationToken);

    /// <summary>The newest run; null when there never was one.</summary>
    [Alias("Get")]
    Task<ReconciliationProgress?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Stops the run of this id, if it is the newest; what has been done stays. Null when there never was a run.</summary>
    [Alias("Cancel")]
    Task<ReconciliationProgress?> CancelAsync(string runId, string actor, CancellationToken cancellationToken);

    /// <summary>Lets go on what the guard holds, if it is still that of this hash.</summary>
    /// <exception cref="ReconciliationRefusedException">Nothing is held, or the hash is another.</exception>
    [Alias("Release")]
    Task<ReconciliationProgress> ReleaseAsync(string runId, string planHash, string actor, CancellationToken cancellationToken);
}

/// <summary>What of a target a run looks at.</summary>
[GenerateSerializer, Alias("prov.ReconciliationKind")]
public enum ReconciliationKind
{
    /// <summary>Everything.</summary>
    Full,

    /// <summary>What changed since the last run; everything when that is not known.</summary>
    Delta,
}

/// <summary>Where a run stands.</summary>
[GenerateSerializer, Alias("prov.ReconciliationState")]
public enum ReconciliationState
{
    Running,
    Succeeded,

    /// <summary>Done, but for what the guard holds until a person releases it.</summary>
    Held,

    /// <summary>The target could not be read to its end; what was done stays.</summary>
    Failed,
    Cancelled,
}

/// <summary>What is asked for.</summary>
/// <param name="RunId">Id of the run.</param>
/// <param name="Kind">What it looks at.</param>
/// <param name="ReportOnly">True to say what would be done, and do nothing.</param>
/// <param name="Actor">Who asks.</param>
[GenerateSerializer, Alias("prov.ReconciliationStart"), Immutable]
public sealed record ReconciliationStart(
    [property: Id(0)] string RunId, [property: Id(1)] ReconciliationKind Kind, [property: Id(2)] bool ReportOnly, [property: Id(3)] string Actor);

/// <summary>Accounts in one situation.</summary>
/// <param name="Situation">Name of the situation.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Alias("prov.SituationCount"), Immutable]
public sealed record SituationCount([property: Id(0)] string Situation, [property: Id(1)] long Count);

/// <summary>How far a run is, with its counts.</summary>
[GenerateSerializer, Alias("prov.ReconciliationProgress"), Immutable]
public sealed record ReconciliationProgress
{
    [Id(0)] public string RunId { get; init; } = "";
    [Id(1)] public string Target { get; init; } = "";

    /// <summary>What was asked for; a delta run that had to read everything says so in <see cref="ReadEverything"/>.</summary>
    [Id(2)] public ReconciliationKind Kind { get; init; }
    [Id(3)] public bool ReportOnly { get; init; }
    [Id(4)] public string Actor { get; init; } = "";
    [Id(5)] public ReconciliationState State { get; init; }

    /// <summary>True when the whole target was read.</summary>
    [Id(6)] public bool ReadEverything { get; init; }

    /// <summary>Accounts, or changes of accounts, that were read.</summary>
    [Id(7)] public long Seen { get; init; }

    /// <summary>Those that are as last known.</summary>
    [Id(8)] public long Unchanged { get; init; }

    /// <summary>Accounts that could not be read.</summary>
    [Id(9)] public long Unreadable { get; init; }

    /// <summary>Accounts that Prov had a part in bringing to what they should be.</summary>
    [Id(10)] public long Repaired { get; init; }

    /// <summary>Accounts that could not be repaired yet.</summary>
    [Id(11)] public long Failed { get; init; }

    /// <summary>Accounts of which the guard holds what would be done.</summary>
    [Id(12)] public long Held { get; init; }

    /// <summary>Hash of what is held; a release must name it. Empty when nothing is held.</summary>
    [Id(13)] public string PlanHash { get; init; } = "";

    /// <summary>Why it failed or is held; empty otherwise.</summary>
    [Id(14)] public string Explanation { get; init; } = "";
    [Id(15)] public DateTimeOffset StartedAt { get; init; }
    [Id(16)] public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many accounts were found in which situation, confirmed ones too.</summary>
    [Id(17)] public SituationCount[] Situations { get; init; } = [];

    /// <summary>Account actors that were woken.</summary>
    [Id(18)] public long Woken { get; init; }
}
