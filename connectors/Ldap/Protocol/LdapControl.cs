using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Text;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>What extends a message (RFC 4511, 4.1.11).</summary>
/// <param name="Oid">Which control.</param>
/// <param name="IsCritical">A server that does not know it refuses the request; otherwise it goes on without.</param>
/// <param name="Value">As the control defines it; null when it has none.</param>
internal sealed record LdapControl(string Oid, bool IsCritical, byte[]? Value)
{
    private static readonly Asn1Tag _list = new(TagClass.ContextSpecific, 0);

    /// <summary>A control whose value is a structure.</summary>
    public static LdapControl Of(string oid, bool isCritical, Action<AsnWriter> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        value(writer);
        return new(oid, isCritical, writer.Encode());
    }

    public static void WriteAll(AsnWriter writer, IEnumerable<LdapControl> controls)
    {
        using (writer.PushSequence(_list))
        {
            foreach (var control in controls)
            {
                control.Write(writer);
            }
        }
    }

    /// <summary>Reads the controls of a message that has been read up to them; none when there are none.</summary>
    public static ImmutableArray<LdapControl> ReadAll(AsnReader message)
    {
        if (!message.HasData)
        {
            return [];
        }

        var controls = ImmutableArray.CreateBuilder<LdapControl>();
        var list = message.ReadSequence(_list);
        while (list.HasData)
        {
            controls.Add(Read(list.ReadSequence()));
        }

        return controls.ToImmutable();
    }

    /// <summary>Reads the structure that is the control's value.</summary>
    public AsnReader ReadValue() => new AsnReader(Value ?? [], AsnEncodingRules.BER).ReadSequence();

    private static LdapControl Read(AsnReader control)
    {
        var oid = Encoding.UTF8.GetString(control.ReadOctetString());
        var isCritical = control.HasData && control.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && control.ReadBoolean();
        return new(oid, isCritical, control.HasData ? control.ReadOctetString() : null);
    }

    private void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(Oid));
            writer.WriteBoolean(IsCritical);
            if (Value is not null)
            {
                writer.WriteOctetString(Value);
            }
        }
    }
}
