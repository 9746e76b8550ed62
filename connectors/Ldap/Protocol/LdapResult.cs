using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The end of an operation (RFC 4511, 4.1.9).</summary>
/// <param name="Diagnostic">The server's own words; not for people, for it can hold values.</param>
/// <param name="Cookie">Where the next page begins (RFC 2696); empty at the end.</param>
internal sealed record LdapResult(LdapResultCode Code, string Diagnostic, byte[] Cookie)
{
    public bool IsSuccess => Code == LdapResultCode.Success;

    public static LdapResult Read(AsnReader operation, AsnReader message)
    {
        var code = operation.ReadEnumeratedValue<LdapResultCode>();
        operation.ReadOctetString();
        var diagnostic = Encoding.UTF8.GetString(operation.ReadOctetString());
        return new(code, diagnostic, LdapPaging.ReadCookie(message));
    }
}
