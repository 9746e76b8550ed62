using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Accounts;

namespace Prov.Domain.Policies;

/// <summary>Gives everyone who meets a condition what they are born with.</summary>
public sealed record BirthrightPolicy
{
    public required string Name { get; init; }

    /// <summary>CEL over <c>identity</c>, giving a boolean. Only identities that are here (active or suspended) are asked.</summary>
    public required string When { get; init; }

    public required PolicyContent Gives { get; init; }
}

/// <summary>A business role (what a job needs) or technical role (what a system knows); roles include roles.</summary>
public sealed record Role
{
    public required string Name { get; init; }

    public RoleKind Kind { get; init; }

    /// <summary>CEL over <c>identity</c>; null means always.</summary>
    public string? When { get; init; }

    /// <summary>
    /// Names for which whoever gives the role has to give values: <c>{project}</c> stands for the value of <c>project</c> in the names of
    /// the entitlements, intents and roles that it gives. See <see cref="RoleReference"/>.
    /// </summary>
    public ImmutableArray<string> Parameters { get; init; } = [];

    public required PolicyContent Gives { get; init; }

    /// <summary>Of the roles of one set an identity holds one only; null when the role goes with every other.</summary>
    public string? ExclusiveSet { get; init; }

    /// <summary>Within its set the higher one is held; of equal ones the first by name.</summary>
    public int Priority { get; init; }

    /// <summary>The kind of document that declares it: <c>BusinessRole</c> or <c>TechnicalRole</c>.</summary>
    [JsonIgnore]
    public string DocumentKind => Kind == RoleKind.Business ? "BusinessRole" : "TechnicalRole";

    /// <summary>Kind and name, as <c>BusinessRole/staff</c>.</summary>
    [JsonIgnore]
    public string Document => $"{DocumentKind}/{Name}";
}

public enum RoleKind
{
    Business,
    Technical,
}

/// <summary>What a policy or role gives.</summary>
/// <param name="Roles">Names of roles, see <see cref="RoleReference"/>.</param>
/// <param name="Accounts">Names of target systems in which to have an account.</param>
/// <param name="Entitlements">Rights in target systems; each implies the account that holds it.</param>
public sealed record PolicyContent(
    ImmutableArray<string> Roles, ImmutableArray<string> Accounts, ImmutableArray<EntitlementReference> Entitlements)
{
    /// <summary>What is given with more said of it: for a time, with a grace period, by an account of another intent.</summary>
    public ImmutableArray<PolicyItem> Items { get; init; } = [];

    /// <summary>Everything that is given, in one form.</summary>
    public IEnumerable<PolicyItem> AllItems() => Roles.Select(r => new PolicyItem(GrantKind.Role, "", r))
        .Concat(Accounts.Select(a => new PolicyItem(GrantKind.Account, a, DesiredAccount.DefaultIntent)))
        .Concat(Entitlements.Select(e => new PolicyItem(GrantKind.Entitlement, e.Target, e.Entitlement)))
        .Concat(Items);
}

/// <summary>A right in a target system.</summary>
/// <param name="Target">Name of the target system.</param>
/// <param name="Entitlement">The right as the target names it, for example a group's distinguished name.</param>
public sealed record EntitlementReference(string Target, string Entitlement);
