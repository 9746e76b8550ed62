using System.Collections.Immutable;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The control for paged results (RFC 2696).</summary>
internal static class LdapPaging
{
    private const string Oid = "1.2.840.113556.1.4.319";

    public static LdapControl Page(int size, byte[] cookie) => LdapControl.Of(Oid, true, writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(size);
            writer.WriteOctetString(cookie);
        }
    });

    /// <summary>Where the next page begins; empty at the end.</summary>
    public static byte[] Cookie(ImmutableArray<LdapControl> controls)
    {
        if (controls.FirstOrDefault(c => c.Oid == Oid) is not { } control)
        {
            return [];
        }

        var value = control.ReadValue();
        value.ReadInteger();
        return value.ReadOctetString();
    }
}
