using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Removals;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Identities;

/// <summary>What follows from an event or from the passing of time: everything that one commit writes, and why.</summary>
public sealed record Decision
{
    /// <summary>The identity as it becomes, accounts included; its version is the one that was read.</summary>
    public required Identity Next { get; init; }

    /// <summary>False when nothing is to be saved but the mark of the event, and <see cref="Audit"/> if it has any.</summary>
    public bool Changed { get; init; }

    /// <summary>What became of the event; null without one, and when it was refused.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Why the event cannot be accepted; then nothing else has changed.</summary>
    public EventFault? Refusal { get; init; }

    /// <summary>Accounts with a new generation.</summary>
    public ImmutableArray<DesiredAccount> ChangedAccounts { get; init; } = [];

    /// <summary>Values that the identity did not hold before.</summary>
    public ImmutableArray<Reservation> Reserve { get; init; } = [];

    /// <summary>Values that it no longer needs; each stays taken until its instant.</summary>
    public ImmutableArray<(Reservation Reservation, DateTimeOffset Until)> Release { get; init; } = [];

    /// <summary>Keys under which correlation rules find the identity from now on.</summary>
    public ImmutableArray<string> AddBlocks { get; init; } = [];

    /// <summary>Keys under which they find it no longer.</summary>
    public ImmutableArray<string> RemoveBlocks { get; init; } = [];

    /// <summary>Names of rules of separation of duties that it violates from now on, or would but for what is withheld.</summary>
    public ImmutableArray<string> AddViolations { get; init; } = [];

    /// <summary>Names of those that it violates no longer.</summary>
    public ImmutableArray<string> RemoveViolations { get; init; } = [];

    /// <summary>Work items to open and to close with the change.</summary>
    public ImmutableArray<WorkItemChange> WorkItems { get; init; } = [];

    /// <summary>Leaves that are held from now on.</summary>
    public ImmutableArray<HeldLeave> Hold { get; init; } = [];

    /// <summary>Leaves that are held no longer: released, or replaced by something newer.</summary>
    public ImmutableArray<HeldLeave> Free { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>What did not go as configured.</summary>
    public ImmutableArray<DecisionNote> Notes { get; init; } = [];

    /// <summary>How many mappings of targets were run: only those whose inputs have changed.</summary>
    public int MappingsRun { get; init; }
}
