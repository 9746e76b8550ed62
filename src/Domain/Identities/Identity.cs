using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>The governed person or machine: what each source says, what follows from it, and what it should have.</summary>
public sealed record Identity
{
    public required string Tenant { get; init; }

    /// <summary>Stable for life; see <see cref="IdentityId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The store's version of the row; 0 when never saved. Raised by one with every commit.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>
    /// Raised by one whenever the identity comes to be here (join, rehire) or ceases to (leave), so that work of an earlier life can be
    /// told apart.
    /// </summary>
    public int Epoch { get; init; }

    public LifecycleState State { get; init; }

    /// <summary>What each source says, ordered by source then key. A person can have several records.</summary>
    public ImmutableArray<SourceRecord> Records { get; init; } = [];

    /// <summary>The merged attributes.</summary>
    public ImmutableSortedDictionary<string, Value> Attributes { get; init; } = AttributeSet.Empty;

    /// <summary>Which record each merged attribute came from.</summary>
    public ImmutableSortedDictionary<string, Provenance> Provenance { get; init; } = ImmutableSortedDictionary<string, Provenance>.Empty;

    /// <summary>What it holds, with the cause of each; ordered by <see cref="GrantKey"/>.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>What it is given by name, ordered by id; those to come included.</summary>
    public ImmutableArray<DirectGrant> DirectGrants { get; init; } = [];

    /// <summary>Since when it has been given what is given for a time, ordered by step.</summary>
    public ImmutableArray<BegunPeriod> Periods { get; init; } = [];

    /// <summary>What it would be given but for a conflict, in the order in which that was decided.</summary>
    public ImmutableArray<WithheldGrant> Withheld { get; init; } = [];

    /// <summary>Rules of separation of duties that it violates, or would but for what is withheld; by name.</summary>
    public ImmutableArray<SodViolation> Violations { get; init; } = [];

    /// <summary>What each account should be. Kept in the accounts' own rows, so not part of the identity's own payload.</summary>
    [JsonIgnore]
    public ImmutableArray<DesiredAccount> Accounts { get; init; } = [];

    /// <summary>Values that only this identity may hold: source keys, correlation keys, account names.</summary>
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>Since when it is no longer here; null while it is, and before it ever was.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Keys under which scored correlation rules find it, ordered. Others can have the same.</summary>
    public ImmutableArray<string> Blocks { get; init; } = [];

    /// <summary>Ids of the work items of what the last decision found wrong, ordered.</summary>
    public ImmutableArray<string> WorkItems { get; init; } = [];

    /// <summary>The next instant at which the decision changes without any event; null when none is known.</summary>
    public DateTimeOffset? NextEvaluation { get; init; }

    /// <summary>Version of the configuration that was last decided with.</summary>
    public long PolicyVersion { get; init; }
}
