using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>The control for paged results (RFC 2696).</summary>
internal static class LdapPaging
{
    private const string Oid = "1.2.840.113556.1.4.319";
    private static readonly Asn1Tag _controls = new(TagClass.ContextSpecific, 0);

    /// <summary>Writes the controls of a search request.</summary>
    public static Action<AsnWriter> Page(int size, byte[] cookie) => writer =>
    {
        using (writer.PushSequence(_controls))
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(Oid));
            writer.WriteBoolean(true);
            using (writer.PushOctetString())
            using (writer.PushSequence())
            {
                writer.WriteInteger(size);
                writer.WriteOctetString(cookie);
            }
        }
    };

    /// <summary>Reads the controls of a message that has been read up to them.</summary>
    public static byte[] ReadCookie(AsnReader message)
    {
        if (!message.HasData)
        {
            return [];
        }

        var controls = message.ReadSequence(_controls);
        while (controls.HasData)
        {
            var control = controls.ReadSequence();
            if (Encoding.UTF8.GetString(control.ReadOctetString()) == Oid)
            {
                return ReadValue(control);
            }
        }

        return [];
    }

    private static byte[] ReadValue(AsnReader control)
    {
        if (control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
        {
            control.ReadBoolean();
        }

        var value = new AsnReader(control.ReadOctetString(), AsnEncodingRules.BER).ReadSequence();
        value.ReadInteger();
        return value.ReadOctetString();
    }
}
