using System.Collections.Immutable;
using Prov.Domain.Identities;

namespace Prov.Storage.Queries;

/// <summary>An identity as scans of the whole population see it: no more than what tells whom a change concerns.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="PolicyVersion">Version of the configuration of its last change.</param>
/// <param name="DueAt">When it is evaluated next without any event; null for never.</param>
/// <param name="HasOwnGrants">True when it is given something directly, or keeps something for a grace period; false when that was not asked for.</param>
/// <param name="Attributes">Its attributes without the secret ones: a JSON object in UTF-8.</param>
public readonly record struct PopulationRow(
    string Id, LifecycleState State, long PolicyVersion, DateTimeOffset? DueAt, bool HasOwnGrants, ReadOnlyMemory<byte> Attributes);

/// <summary>An identity with all that is known of its accounts.</summary>
public sealed record IdentityAccounts(Identity Identity, ImmutableArray<AccountRow> Accounts);
