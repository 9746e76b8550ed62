using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>A search filter (RFC 4511, 4.5.1.7), built from parts and never from text: a value cannot become a part of the filter.</summary>
internal abstract record LdapFilter
{
    public static LdapFilter Equal(string attribute, string value) => Equal(attribute, Encoding.UTF8.GetBytes(value));

    public static LdapFilter Equal(string attribute, byte[] value) => new Comparison(3, attribute, value);

    public static LdapFilter AtLeast(string attribute, string value) => new Comparison(5, attribute, Encoding.UTF8.GetBytes(value));

    public static LdapFilter Present(string attribute) => new Presence(attribute);

    public static LdapFilter All(params IEnumerable<LdapFilter> filters) => new Combination(0, filters);

    public static LdapFilter Any(params IEnumerable<LdapFilter> filters) => new Combination(1, filters);

    public static LdapFilter Not(LdapFilter filter) => new Negation(filter);

    public abstract void Write(AsnWriter writer);

    private static Asn1Tag Choice(int number) => new(TagClass.ContextSpecific, number);

    private sealed record Comparison(int Kind, string Attribute, byte[] Value) : LdapFilter
    {
        public override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Choice(Kind)))
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute));
                writer.WriteOctetString(Value);
            }
        }
    }

    private sealed record Presence(string Attribute) : LdapFilter
    {
        public override void Write(AsnWriter writer) => writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute), Choice(7));
    }

    private sealed record Combination(int Kind, IEnumerable<LdapFilter> Filters) : LdapFilter
    {
        public override void Write(AsnWriter writer)
        {
            using (writer.PushSetOf(Choice(Kind)))
            {
                foreach (var filter in Filters)
                {
                    filter.Write(writer);
                }
            }
        }
    }

    private sealed record Negation(LdapFilter Filter) : LdapFilter
    {
        public override void Write(AsnWriter writer)
        {
            using (writer.PushSequence(Choice(2)))
            {
                Filter.Write(writer);
            }
        }
    }
}
