using System.Collections.Immutable;
using Prov.Connectors.Http;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Scim;

/// <summary>A target's settings, read.</summary>
internal sealed record ScimSettings
{
    public required HttpSettings Http { get; init; }

    /// <summary>The attribute that holds the account's name: userName or externalId.</summary>
    public required string NameAttribute { get; init; }

    /// <summary>Null: as the server says.</summary>
    public bool? Patches { get; init; }

    /// <summary>Null: as the server says.</summary>
    public bool? PagesByCursor { get; init; }

    public required ScimMembership Membership { get; init; }

    /// <summary>Entitlements are the groups' ids, not their displayName.</summary>
    public bool EntitlementsById { get; init; }

    /// <summary>Most resources that are asked for at once.</summary>
    public required int PageSize { get; init; }

    /// <summary>Changes are found by meta.lastModified.</summary>
    public bool TellsChanges { get; init; }

    /// <summary>Attributes that the target's mappings fill, as SCIM writes their paths.</summary>
    public required ImmutableArray<string> ManagedAttributes { get; init; }

    public static ScimSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var mapped = target.Mappings.Select(m => m.Attribute).Concat(target.OwnershipAttribute is { } ownership ? [ownership] : Array.Empty<string>());
        return new()
        {
            Http = HttpSettings.Read(target),
            NameAttribute = settings.Text("nameAttribute", "userName"),
            Patches = settings.Text("write", "auto") switch { "patch" => true, "put" => false, _ => null },
            PagesByCursor = settings.Text("paging", "auto") switch { "cursor" => true, "index" => false, _ => null },
            Membership = settings.Text("membership", "groups") switch
            {
                "user" => ScimMembership.User,
                "none" => ScimMembership.None,
                _ => ScimMembership.Groups,
            },
            EntitlementsById = settings.Text("entitlementForm", "displayName") == "id",
            PageSize = settings.Number("pageSize", 200),
            TellsChanges = settings.Text("changes", "none") == "lastModified",
            ManagedAttributes = [.. mapped.Distinct(StringComparer.OrdinalIgnoreCase)],
        };
    }
}

/// <summary>Where it is read which groups an account is in.</summary>
internal enum ScimMembership
{
    /// <summary>In the members of the groups.</summary>
    Groups,

    /// <summary>In the groups of the account, which not every server keeps.</summary>
    User,

    /// <summary>Nowhere: the target has no entitlements.</summary>
    None,
}
