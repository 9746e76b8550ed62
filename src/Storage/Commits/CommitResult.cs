using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Storage.Commits;

public enum CommitStatus
{
    Committed,

    /// <summary>Another writer was first: discard what you hold and load again.</summary>
    VersionConflict,

    /// <summary>The event was accepted before, see <see cref="CommitResult.FirstReceipt"/>; nothing was written.</summary>
    RepeatedEvent,

    /// <summary>The event id was accepted before with other content; nothing was written.</summary>
    EventIdReused,

    /// <summary>A reservation belongs to another identity, see <see cref="CommitResult.Taken"/>; nothing was written.</summary>
    ReservationTaken,
}

/// <summary>What became of one commit.</summary>
/// <param name="Status">The outcome; any but <see cref="CommitStatus.Committed"/> has written nothing.</param>
public sealed record CommitResult(CommitStatus Status)
{
    /// <summary>The first outcome of a repeated event.</summary>
    public EventReceipt? FirstReceipt { get; init; }

    /// <summary>The reservation that another holds, and its owner.</summary>
    public Reservation? Taken { get; init; }

    public string? TakenBy { get; init; }

    public static CommitResult Committed { get; } = new(CommitStatus.Committed);
}

/// <summary>The commit queue is full: the caller should wait and try again. Nothing was written.</summary>
public sealed class StoreBusyException() : Exception("The store is busy; try again shortly.");
