using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>A search filter (RFC 4511, 4.5.1.7), built from parts and never from text: a value cannot become a part of the filter.</summary>
internal abstract record LdapFilter
{
    public static LdapFilter Equal(string attribute, string value) => new Equality(attribute, value);

    public static LdapFilter Present(string attribute) => new Presence(attribute);

    public static LdapFilter All(params LdapFilter[] filters) => new Conjunction(filters);

    public abstract void Write(AsnWriter writer);

    private sealed record Equality(string Attribute, string Value) : LdapFilter
    {
        public override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute));
                writer.WriteOctetString(Encoding.UTF8.GetBytes(Value));
            }
        }
    }

    private sealed record Presence(string Attribute) : LdapFilter
    {
        public override void Write(AsnWriter writer) => writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute), new Asn1Tag(TagClass.ContextSpecific, 7));
    }

    private sealed record Conjunction(LdapFilter[] Filters) : LdapFilter
    {
        public override void Write(AsnWriter writer)
        {
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var filter in Filters)
                {
                    filter.Write(writer);
                }
            }
        }
    }
}
