using System.Text.Json.Serialization;
using Prov.Domain.Accounts;

namespace Prov.Domain.Policies;

/// <summary>How a direct grant came to be.</summary>
public enum GrantOrigin
{
    /// <summary>A person with the permission gave it.</summary>
    ByHand,

    /// <summary>An approved request gave it.</summary>
    Request,
}

/// <summary>
/// Something that one identity is given by name, beside what policies give. It ends by date, when it is revoked, and when the identity
/// leaves: a rehire does not bring it back.
/// </summary>
public sealed record DirectGrant
{
    /// <summary>How causes begin that name a direct grant.</summary>
    public const string CausePrefix = "DirectGrant/";

    /// <summary>Stable; see <see cref="Identities.IdentityId.ForGrant"/>.</summary>
    public required string Id { get; init; }

    public required GrantKind Kind { get; init; }

    /// <summary>The target system; empty for a role.</summary>
    public string Target { get; init; } = "";

    /// <summary>Role name or entitlement; for an account the intent.</summary>
    public required string Name { get; init; }

    /// <summary>For an entitlement: the intent of the account that holds it; null for the ordinary account.</summary>
    public string? Intent { get; init; }

    public GrantOrigin Origin { get; init; }

    /// <summary>First instant at which it holds; null for at once.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>First instant at which it no longer holds; null for open.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Who gave it.</summary>
    public string GivenBy { get; init; } = "";

    public DateTimeOffset GivenAt { get; init; }

    /// <summary>Why, in the giver's words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How causes name it.</summary>
    [JsonIgnore]
    public string Cause => CausePrefix + Id;

    /// <summary>What it gives.</summary>
    [JsonIgnore]
    public GrantKey Key => new(Kind, Target, Name, Intent == DesiredAccount.DefaultIntent ? null : Intent);

    /// <summary>True while its dates let it hold.</summary>
    public bool HoldsAt(DateTimeOffset now) => !(ValidFrom > now) && !(ValidUntil <= now);
}
