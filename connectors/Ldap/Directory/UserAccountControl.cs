using System.Globalization;
using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Active Directory's number of flags ([MS-ADTS] 2.2.16); all but the one for disabled are left as they are.</summary>
internal sealed record UserAccountControl : ILdapAccountState
{
    private const int AccountDisabled = 0x2;
    private const int NormalAccount = 0x200;

    public string Attribute => "userAccountControl";

    public bool IsEnabled(LdapEntry entry) => (Flags(entry) & AccountDisabled) == 0;

    public LdapAttribute Write(bool enabled, LdapEntry? entry)
    {
        var flags = enabled ? Flags(entry) & ~AccountDisabled : Flags(entry) | AccountDisabled;
        return LdapAttribute.Of(Attribute, flags.ToString(CultureInfo.InvariantCulture));
    }

    private int Flags(LdapEntry? entry) =>
        int.TryParse(entry?.Texts(Attribute).FirstOrDefault(), CultureInfo.InvariantCulture, out var flags) ? flags : NormalAccount;
}
