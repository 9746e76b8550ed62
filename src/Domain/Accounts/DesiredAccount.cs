using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Accounts;

public enum AccountState
{
    /// <summary>No record at the target.</summary>
    Absent,

    /// <summary>There, but not to be signed in with.</summary>
    Disabled,

    Enabled,
}

/// <summary>What an account should be, as its identity decided. A higher generation replaces a lower one whole.</summary>
public sealed record DesiredAccount
{
    /// <summary>The purpose of the ordinary account.</summary>
    public const string DefaultIntent = "default";

    /// <summary>Every attribute as its strongest mapping says.</summary>
    public static ImmutableSortedDictionary<string, Asserted> NoAssertions { get; } =
        ImmutableSortedDictionary.Create<string, Asserted>(StringComparer.Ordinal);

    public required string AccountId { get; init; }

    public required string IdentityId { get; init; }

    public required string Tenant { get; init; }

    public required string Target { get; init; }

    /// <summary>Purpose of the account within its target; <c>default</c> for the ordinary one.</summary>
    public string Intent { get; init; } = DefaultIntent;

    /// <summary>Raised by one whenever anything below changes; 1 for the first.</summary>
    public long Generation { get; init; }

    /// <summary>The identity's epoch at the decision.</summary>
    public int Epoch { get; init; }

    public AccountState State { get; init; }

    /// <summary>The account's unique name at the target.</summary>
    public required string Name { get; init; }

    /// <summary>Organisational units from the top down, a list of texts; null to leave it where it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Value Placement { get; init; }

    public ImmutableSortedDictionary<string, Value> Attributes { get; init; } = AttributeSet.Empty;

    /// <summary>How attributes are asserted, where that is not as their target's strongest mapping says.</summary>
    public ImmutableSortedDictionary<string, Asserted> Assertions { get; init; } = NoAssertions;

    /// <summary>Rights to hold, ordered, without repetition.</summary>
    public ImmutableArray<string> Entitlements { get; init; } = [];

    /// <summary>
    /// Rights that Prov gave earlier and gives no more, ordered: to be taken away even when no policy names them any longer.
    /// </summary>
    public ImmutableArray<string> Withdrawn { get; init; } = [];

    /// <summary>While disabled: when the account is to be deleted; null for never.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>
    /// True when this generation takes access away against the one before, or an earlier one did and nothing was given back since: such
    /// work goes first and never expires.
    /// </summary>
    public bool RemovesAccess { get; init; }

    /// <summary>True while <see cref="RemovesAccess"/> comes from an emergency: such work goes before all other and waits for no place.</summary>
    public bool Emergency { get; init; }
}
