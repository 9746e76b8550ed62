using System.Collections.Frozen;

namespace Prov.Domain.Identities;

/// <summary>What a decision must know beyond its identity, event and policies.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="IdentityId">The id of the identity that is decided on.</param>
public sealed record DecisionContext(string Tenant, string IdentityId)
{
    /// <summary>Values that others hold, as far as known: a wished account name among them is passed over.</summary>
    public IReadOnlySet<Reservation> TakenByOthers { get; init; } = FrozenSet<Reservation>.Empty;

    /// <summary>Ids of accounts whose present name is a stranger's at the target: each gets another.</summary>
    public IReadOnlySet<string> RenameAccounts { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What becomes of leaves.</summary>
    public Sources.LeaveHandling Leaves { get; init; }

    /// <summary>The source whose held leaves a person has released or dropped.</summary>
    public string? DecidedSource { get; init; }

    /// <summary>Set by the decision itself: what it takes away is an emergency.</summary>
    internal bool Emergency { get; init; }

    /// <summary>Runs every mapping, also those whose inputs have not changed: only so are all notes there.</summary>
    public bool RunAllMappings { get; init; }
}
