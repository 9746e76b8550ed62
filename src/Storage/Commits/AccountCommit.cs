using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;

namespace Prov.Storage.Commits;

/// <summary>What an account has become after a call to its target.</summary>
public sealed record AccountCommit
{
    public required Guid CommitId { get; init; }

    /// <summary>As it becomes; its <see cref="Account.Version"/> is the version read, the row is written with that plus one.</summary>
    public required Account Account { get; init; }

    /// <summary>
    /// When to work on it again; null when it agrees with <see cref="Account.AppliedGeneration"/>. The store keeps it due all the same
    /// when a higher desired generation has been committed meanwhile.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>
    /// The desired generation that was worked on; 0 when not said. When a higher one was committed meanwhile, <see cref="DueAt"/> does not
    /// postpone it.
    /// </summary>
    public long Generation { get; init; }

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>What people are asked to do with it, or need do no more.</summary>
    public ImmutableArray<WorkItemChange> WorkItems { get; init; } = [];

    public required DateTimeOffset At { get; init; }
}
