using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The end of an operation (RFC 4511, 4.1.9).</summary>
/// <param name="Diagnostic">The server's own words; not for people, for it can hold values.</param>
internal sealed record LdapResult(LdapResultCode Code, string Diagnostic, ImmutableArray<LdapControl> Controls)
{
    public bool IsSuccess => Code == LdapResultCode.Success;

    public static LdapResult Read(LdapMessage message)
    {
        var code = message.Body.ReadEnumeratedValue<LdapResultCode>();
        message.Body.ReadOctetString();
        var diagnostic = Encoding.UTF8.GetString(message.Body.ReadOctetString());
        return new(code, diagnostic, LdapControl.ReadAll(message.Rest));
    }
}
