using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Connectors.Spml.Transport;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Spml;

/// <summary>
/// Accounts as objects of an SPML 2.0 provider (OASIS, core and search operations, DSML v2 profile) over SOAP 1.1. Values are texts.
/// </summary>
public sealed class SpmlConnectorFactory : IConnectorFactory
{
    public string Kind => "spml";

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("address", true, "URL of the provider, https; http to the own machine only."),
        new("caFile", false, "PEM file of the authorities that are trusted; default those of the machine."),
        new("user", false, "Name to sign in with (HTTP basic)."),
        new("password", false, "Password to sign in with.") { Secret = true },
        new("targetId", false, "The provider's own id of the target; without it the only one."),
        new("nameAttribute", true, "Attribute of the account's unique name."),
        new("enabledAttribute", false, "Attribute of the account's state; without it accounts cannot be disabled."),
        new("enabledValue", false, "Its value in an enabled account; default true."),
        new("disabledValue", false, "Its value in a disabled account; default false."),
        new("entitlementAttribute", false, "Attribute whose values are the rights that an account holds; without it there are none."),
        new("multiValuedAttributes", false, "Attributes that hold several values, with commas between."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        if (SpmlSettings.AddressOf(settings) is null)
        {
            return [new("address", "ADDRESS_INVALID", "address is an https URL without a user; http is allowed to the own machine only.")];
        }

        if (settings.Find("user") is null != settings.Find("password") is null)
        {
            return [new("password", "SETTING_MISSING", "Set user and password, or neither.")];
        }

        string?[] reserved = [settings.Find("nameAttribute"), settings.Find("enabledAttribute"), settings.Find("entitlementAttribute")];
        return
        [
            .. target.Mappings.Select(m => m.Attribute).Distinct().Where(reserved.Contains).Select(a => new SettingFault(
                "mappings", "ATTRIBUTE_RESERVED", $"The attribute {a} holds the account's name, state or rights and cannot be mapped.")),
        ];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = SpmlSettings.Read(target);
        var reference = new TargetSettings(target).Find("password");
        return new SpmlConnector(settings, new SpmlEndpoint(settings, () => reference is null ? "" : secrets.Resolve(reference)));
    }
}
