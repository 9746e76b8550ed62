using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Encodes requests (RFC 4511, section 4) as a writer of the protocol operation.</summary>
internal static class LdapRequest
{
    private const int Version = 3;
    private const string StartTlsOid = "1.3.6.1.4.1.1466.20037";

    public static Action<AsnWriter> Bind(string dn, string password) => writer =>
    {
        using (writer.PushSequence(Operation(0)))
        {
            writer.WriteInteger(Version);
            WriteText(writer, dn);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(password), Context(0));
        }
    };

    /// <summary>RFC 4511, 4.14.1.</summary>
    public static Action<AsnWriter> StartTls() => writer =>
    {
        using (writer.PushSequence(Operation(23)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(StartTlsOid), Context(0));
        }
    };

    public static Action<AsnWriter> Unbind() => writer => writer.WriteNull(Operation(2));

    public static Action<AsnWriter> Search(string baseDn, LdapScope scope, LdapFilter filter, IEnumerable<string> attributes) => writer =>
    {
        using (writer.PushSequence(Operation(3)))
        {
            WriteText(writer, baseDn);
            writer.WriteEnumeratedValue(scope);
            writer.WriteEnumeratedValue(LdapDereference.Never);
            writer.WriteInteger(0);
            writer.WriteInteger(0);
            writer.WriteBoolean(false);
            filter.Write(writer);
            using (writer.PushSequence())
            {
                foreach (var attribute in attributes)
                {
                    WriteText(writer, attribute);
                }
            }
        }
    };

    public static Action<AsnWriter> Add(string dn, IEnumerable<LdapAttribute> attributes) => writer =>
    {
        using (writer.PushSequence(Operation(8)))
        {
            WriteText(writer, dn);
            using (writer.PushSequence())
            {
                foreach (var attribute in attributes)
                {
                    WriteAttribute(writer, attribute);
                }
            }
        }
    };

    public static Action<AsnWriter> Modify(string dn, IEnumerable<LdapModification> modifications) => writer =>
    {
        using (writer.PushSequence(Operation(6)))
        {
            WriteText(writer, dn);
            using (writer.PushSequence())
            {
                foreach (var modification in modifications)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteEnumeratedValue(modification.Kind);
                        WriteAttribute(writer, modification.Attribute);
                    }
                }
            }
        }
    };

    /// <param name="parent">The entry to move below; null to stay below the same.</param>
    public static Action<AsnWriter> Rename(string dn, string rdn, string? parent) => writer =>
    {
        using (writer.PushSequence(Operation(12)))
        {
            WriteText(writer, dn);
            WriteText(writer, rdn);
            writer.WriteBoolean(true);
            if (parent is not null)
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(parent), Context(0));
            }
        }
    };

    public static Action<AsnWriter> Delete(string dn) => writer => writer.WriteOctetString(Encoding.UTF8.GetBytes(dn), Operation(10));

    private static void WriteAttribute(AsnWriter writer, LdapAttribute attribute)
    {
        using (writer.PushSequence())
        {
            WriteText(writer, attribute.Type);
            using (writer.PushSetOf())
            {
                foreach (var value in attribute.Values)
                {
                    writer.WriteOctetString(value);
                }
            }
        }
    }

    private static void WriteText(AsnWriter writer, string text) => writer.WriteOctetString(Encoding.UTF8.GetBytes(text));

    private static Asn1Tag Operation(int number) => new(TagClass.Application, number);

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
