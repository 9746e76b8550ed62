using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.Removals;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Storage.Commits;

/// <summary>Everything that one decision about an identity writes, in one transaction or not at all.</summary>
public sealed record IdentityCommit
{
    /// <summary>Unique per attempt; lets a caller that lost the reply recognise its own write.</summary>
    public required Guid CommitId { get; init; }

    /// <summary>
    /// The identity as it becomes. Its <see cref="Identity.Version"/> is the version read; the row is written with that plus one.
    /// Null when only the event's mark is written because nothing changed.
    /// </summary>
    public Identity? Identity { get; init; }

    /// <summary>The event that is accepted with this commit; null for an evaluation without an event.</summary>
    public EventMark? Event { get; init; }

    /// <summary>Accounts whose desired generation changed, whole.</summary>
    public ImmutableArray<DesiredAccount> Accounts { get; init; } = [];

    /// <summary>Reservations to take; the owner is the identity. One already held by it is no conflict.</summary>
    public ImmutableArray<Reservation> Reserve { get; init; } = [];

    /// <summary>Reservations to give up; each stays taken until its instant.</summary>
    public ImmutableArray<(Reservation Reservation, DateTimeOffset Until)> Release { get; init; } = [];

    /// <summary>Keys under which correlation rules find the identity from now on.</summary>
    public ImmutableArray<string> AddBlocks { get; init; } = [];

    /// <summary>Keys under which they find it no longer.</summary>
    public ImmutableArray<string> RemoveBlocks { get; init; } = [];

    /// <summary>Names of rules of separation of duties that it violates from now on, or would but for what is withheld.</summary>
    public ImmutableArray<string> AddViolations { get; init; } = [];

    /// <summary>Names of those that it violates no longer.</summary>
    public ImmutableArray<string> RemoveViolations { get; init; } = [];

    /// <summary>Sources for which the new identity is to be looked for once more; see <see cref="Queries.DuplicateCheckRow"/>.</summary>
    public ImmutableArray<string> AddChecks { get; init; } = [];

    /// <summary>What to do to work items.</summary>
    public ImmutableArray<WorkItemChange> WorkItems { get; init; } = [];

    /// <summary>Leaves that are held from now on.</summary>
    public ImmutableArray<HeldLeave> Hold { get; init; } = [];

    /// <summary>Leaves that are held no longer.</summary>
    public ImmutableArray<HeldLeave> Free { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>Attributes that filters, scopes and views never see.</summary>
    public IReadOnlySet<string> SecretAttributes { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>When sweepers may take over the accounts' work; shortly after now, since the grain dispatches at once.</summary>
    public DateTimeOffset AccountsDueAt { get; init; }

    /// <summary>The instant of the commit.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Marks an event, or a change of direct grants, as accepted: unique per tenant, source and event id.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Source">The event's source; <see cref="Domain.Policies.GrantChange.MarkSource"/> for a change of grants.</param>
/// <param name="EventId">The event's id; for a change of grants the request's.</param>
/// <param name="SourceKey">Key of the record within the source; for a change of grants the grant's id.</param>
/// <param name="Kind">What it says, as text.</param>
public sealed record EventMark(string Tenant, string Source, string EventId, string SourceKey, string Kind)
{
    /// <summary>128-bit digest of its content, so that another event under the same id is noticed.</summary>
    public required Guid Digest { get; init; }

    /// <summary>The identity that it belongs to.</summary>
    public required string IdentityId { get; init; }

    /// <summary>What became of it.</summary>
    public required EventOutcome Outcome { get; init; }

    /// <summary>The identity's version after it.</summary>
    public required long Generation { get; init; }
}

/// <summary>An event, or change of grants, as it was accepted.</summary>
/// <param name="Digest">128-bit digest of its content.</param>
/// <param name="Receipt">Its first receipt.</param>
public sealed record AcceptedMark(Guid Digest, EventReceipt Receipt);
