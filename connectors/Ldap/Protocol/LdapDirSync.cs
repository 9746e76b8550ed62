using System.Collections.Immutable;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Active Directory's control for what has changed in a naming context since a cookie ([MS-ADTS] 3.1.1.3.4.1.3).</summary>
internal static class LdapDirSync
{
    private const string Oid = "1.2.840.113556.1.4.841";
    private const int MaxOctets = 1 << 20;

    // Of a group's members only those added and those removed are told, however many it has.
    private const int IncrementalValues = int.MinValue;

    public static LdapControl Request(byte[] cookie) => LdapControl.Of(Oid, true, writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(IncrementalValues);
            writer.WriteInteger(MaxOctets);
            writer.WriteOctetString(cookie);
        }
    });

    public static (byte[] Cookie, bool HasMore) ReadDone(ImmutableArray<LdapControl> controls)
    {
        if (controls.FirstOrDefault(c => c.Oid == Oid) is not { } control)
        {
            throw new LdapProtocolException("The server does not tell where to go on.");
        }

        var value = control.ReadValue();
        var hasMore = value.ReadInteger() != 0;
        value.ReadInteger();
        return (value.ReadOctetString(), hasMore);
    }
}
