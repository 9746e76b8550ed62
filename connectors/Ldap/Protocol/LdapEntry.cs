using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>An entry that a search found. Attribute names compare without case.</summary>
internal sealed record LdapEntry(string Dn, ImmutableDictionary<string, ImmutableArray<byte[]>> Attributes)
{
    public ImmutableArray<byte[]> Values(string attribute) => Attributes.GetValueOrDefault(attribute, []);

    public IEnumerable<string> Texts(string attribute) => Values(attribute).Select(Encoding.UTF8.GetString);

    /// <summary>Reads a SearchResultEntry (RFC 4511, 4.5.2).</summary>
    public static LdapEntry Read(AsnReader operation)
    {
        var dn = Encoding.UTF8.GetString(operation.ReadOctetString());
        var attributes = ImmutableDictionary.CreateBuilder<string, ImmutableArray<byte[]>>(StringComparer.OrdinalIgnoreCase);
        var list = operation.ReadSequence();
        while (list.HasData)
        {
            var attribute = list.ReadSequence();
            var type = Encoding.UTF8.GetString(attribute.ReadOctetString());
            attributes[type] = ReadValues(attribute.ReadSetOf(skipSortOrderValidation: true));
        }

        return new(dn, attributes.ToImmutable());
    }

    private static ImmutableArray<byte[]> ReadValues(AsnReader set)
    {
        var values = ImmutableArray.CreateBuilder<byte[]>();
        while (set.HasData)
        {
            values.Add(set.ReadOctetString());
        }

        return values.ToImmutable();
    }
}
