using System.Formats.Asn1;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The assertion control (RFC 4528): a write takes effect only if the entry matches a filter. Servers that do not know it ignore it.</summary>
internal static class LdapAssertion
{
    private const string Oid = "1.3.6.1.1.12";

    public static LdapControl Of(LdapFilter filter)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        filter.Write(writer);
        return new(Oid, false, writer.Encode());
    }
}
