using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>An attribute of its own with one value for each state.</summary>
/// <param name="EnabledValue">Null: an enabled account does not have the attribute.</param>
internal sealed record LdapAttributeState(string Attribute, string? EnabledValue, string DisabledValue) : ILdapAccountState
{
    public bool IsEnabled(LdapEntry entry) => EnabledValue is { } enabled
        ? entry.Texts(Attribute).Contains(enabled, StringComparer.OrdinalIgnoreCase)
        : !entry.Texts(Attribute).Contains(DisabledValue, StringComparer.OrdinalIgnoreCase);

    public LdapAttribute Write(bool enabled, LdapEntry? entry)
    {
        var value = enabled ? EnabledValue : DisabledValue;
        return value is null ? LdapAttribute.Of(Attribute) : LdapAttribute.Of(Attribute, value);
    }
}
