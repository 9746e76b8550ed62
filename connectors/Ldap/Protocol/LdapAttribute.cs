using System.Collections.Immutable;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>An attribute with its values as octets.</summary>
internal sealed record LdapAttribute(string Type, ImmutableArray<byte[]> Values)
{
    public static LdapAttribute Of(string type, params IEnumerable<string> values) => new(type, [.. values.Select(Encoding.UTF8.GetBytes)]);
}
