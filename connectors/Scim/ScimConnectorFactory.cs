using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Scim.Outcomes;
using Prov.Connectors.Scim.Protocol;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Scim;

/// <summary>Accounts as users of a SCIM 2.0 server (RFC 7643, 7644), entitlements as membership of its groups.</summary>
public sealed class ScimConnectorFactory(TimeProvider time) : IConnectorFactory
{
    private const int MaxPageSize = 1000;
    private static readonly string[] _reserved = ["id", "active", "password", "groups", "schemas", "meta"];

    public ScimConnectorFactory()
        : this(TimeProvider.System)
    {
    }

    public string Kind => "scim";

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        .. HttpSettings.Declared,
        new("nameAttribute", false, "Attribute of the account's unique name: userName or externalId; default userName.") { Allowed = ["userName", "externalId"] },
        new("write", false, "How users are changed: auto (as the server says), patch or put; default auto.") { Allowed = ["auto", "patch", "put"] },
        new("paging", false, "How lists are paged: auto (as the server says), index or cursor; default auto.") { Allowed = ["auto", "index", "cursor"] },
        new("pageSize", false, "Resources that are asked for at once, 1 to 1000; default 200."),
        new("membership", false, "Where it is read who is in which group: groups, user (its attribute groups), or none; default groups.") { Allowed = ["groups", "user", "none"] },
        new("entitlementForm", false, "What names an entitlement: the group's displayName or its id; default displayName.") { Allowed = ["displayName", "id"] },
        new("changes", false, "How changes are found between full runs: none, or lastModified, which does not see deletions; default none.") { Allowed = ["none", "lastModified"] },
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return [.. HttpSettingsCheck.Check(settings), .. new[] { settings.CheckNumber("pageSize", 1, MaxPageSize) }.OfType<SettingFault>(), .. CheckMappings(target, settings)];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = ScimSettings.Read(target);
        var server = new HttpServer(settings.Http, secrets, "application/scim+json", "application/scim+json, application/json", ScimFaults.IsDone, time);
        return settings.TellsChanges ? new ScimChangeConnector(settings, server) : new ScimConnector(settings, server);
    }

    private static IEnumerable<SettingFault> CheckMappings(TargetSystem target, TargetSettings settings)
    {
        var name = settings.Text("nameAttribute", "userName");
        foreach (var attribute in target.Mappings.Select(m => m.Attribute).Distinct())
        {
            if (!ScimPath.TryParse(attribute, out var path))
            {
                yield return new("mappings", "ATTRIBUTE_PATH_INVALID", $"{attribute} is no path that can be mapped. Write it like title, name.givenName, emails[type eq \"work\"].value, or with the schema's URN and a colon before it.");
            }
            else if (path.Schema is null && _reserved.Append(name).Contains(path.Attribute, StringComparer.OrdinalIgnoreCase))
            {
                yield return new("mappings", "ATTRIBUTE_RESERVED", $"The attribute {attribute} holds the account's name, state or kind and cannot be mapped.");
            }
        }
    }
}
