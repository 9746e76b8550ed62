using System.Collections.Immutable;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Capabilities;

/// <summary>Creates, changes and deletes accounts.</summary>
public interface IAccountWriter
{
    /// <summary>Creates an account. <see cref="ConnectorStatus.Conflict"/> when the name is taken; never overwrites.</summary>
    Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken);

    /// <summary>
    /// Changes just what the change names, in as few round trips as the target allows. <see cref="ConnectorStatus.NotFound"/> when the
    /// account is gone: an update never creates. Applying it twice gives the same end.
    /// </summary>
    Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken);

    /// <summary>Deletes the account and its memberships. An account that is gone already is done.</summary>
    Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken);
}

/// <summary>An account to create.</summary>
public sealed record NewAccount
{
    public required string Name { get; init; }

    public bool Enabled { get; init; }

    public required ImmutableSortedDictionary<string, Value> Attributes { get; init; }

    public ImmutableArray<string> Entitlements { get; init; } = [];

    /// <summary>Organisational units from the top down; null where the target's configuration names none.</summary>
    public ImmutableArray<string>? Placement { get; init; }

    /// <summary>The secret to sign in with first; null when it gets none.</summary>
    public NewSecret? InitialSecret { get; init; }
}

/// <summary>The difference between an account as it is and as it should be.</summary>
public sealed record AccountChange
{
    /// <summary>New state; null when unchanged.</summary>
    public bool? Enabled { get; init; }

    /// <summary>New name (a rename); null when unchanged.</summary>
    public string? Name { get; init; }

    /// <summary>Organisational units to move to, from the top down; null when it stays where it is.</summary>
    public ImmutableArray<string>? Placement { get; init; }

    /// <summary>Attributes to replace whole; <see cref="Value.Null"/> removes one.</summary>
    public ImmutableSortedDictionary<string, Value> Set { get; init; } = ImmutableSortedDictionary<string, Value>.Empty;

    /// <summary>Entitlements to add; one that is held already is no fault.</summary>
    public ImmutableArray<string> Add { get; init; } = [];

    /// <summary>Entitlements to remove; one that is not held is no fault.</summary>
    public ImmutableArray<string> Remove { get; init; } = [];

    public bool IsEmpty => Enabled is null && Name is null && Placement is null && Set.IsEmpty && Add.IsEmpty && Remove.IsEmpty;
}
