using System.Collections.Immutable;
using System.Formats.Asn1;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>Controls and messages of content synchronisation (RFC 4533), in the mode that ends when all is told.</summary>
internal static class LdapContentSync
{
    private const string RequestOid = "1.3.6.1.4.1.4203.1.9.1.1";
    private const string StateOid = "1.3.6.1.4.1.4203.1.9.1.2";
    private const string DoneOid = "1.3.6.1.4.1.4203.1.9.1.3";
    private static readonly Asn1Tag _name = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag _value = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag _present = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag _idSet = new(TagClass.ContextSpecific, 3);

    private enum Mode
    {
        RefreshOnly = 1,
    }

    private enum State
    {
        Present = 0,
    }

    /// <param name="cookie">Where to begin; empty for the whole content.</param>
    public static LdapControl Request(byte[] cookie) => LdapControl.Of(RequestOid, true, writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(Mode.RefreshOnly);
            if (cookie.Length > 0)
            {
                writer.WriteOctetString(cookie);
            }
        }
    });

    /// <summary>The id of an entry that was added, changed or deleted; null when the server only says that it is still there.</summary>
    public static Guid? ReadChanged(ImmutableArray<LdapControl> controls)
    {
        if (controls.FirstOrDefault(c => c.Oid == StateOid) is not { } control)
        {
            return null;
        }

        var value = control.ReadValue();
        return value.ReadEnumeratedValue<State>() == State.Present ? null : ReadId(value);
    }

    /// <summary>The ids that a message between entries says to be deleted; null when it lists what is still there instead.</summary>
    public static IEnumerable<Guid>? ReadDeleted(AsnReader intermediate)
    {
        if (intermediate.HasData && intermediate.PeekTag() == _name)
        {
            intermediate.ReadOctetString(_name);
        }

        var info = new AsnReader(intermediate.ReadOctetString(_value), AsnEncodingRules.BER);
        var tag = info.PeekTag();
        if (tag.HasSameClassAndValue(_present))
        {
            return null;
        }

        return tag.HasSameClassAndValue(_idSet) ? ReadIdSet(info.ReadSequence(_idSet)) : [];
    }

    /// <summary>Where to go on after the end, and whether what was not told has not changed.</summary>
    public static (byte[] Cookie, bool TellsDeletions) ReadDone(ImmutableArray<LdapControl> controls)
    {
        if (controls.FirstOrDefault(c => c.Oid == DoneOid) is not { } control)
        {
            throw new LdapProtocolException("The server does not tell where to go on.");
        }

        var value = control.ReadValue();
        var cookie = value.HasData && value.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) ? value.ReadOctetString() : [];
        return (cookie, value.HasData && value.ReadBoolean());
    }

    private static List<Guid>? ReadIdSet(AsnReader set)
    {
        if (set.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString))
        {
            set.ReadOctetString();
        }

        if (!set.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) || !set.ReadBoolean())
        {
            return null;
        }

        var ids = new List<Guid>();
        var list = set.ReadSetOf(skipSortOrderValidation: true);
        while (list.HasData)
        {
            ids.Add(ReadId(list));
        }

        return ids;
    }

    // Octets in the order in which they are written as text.
    private static Guid ReadId(AsnReader value) => new(value.ReadOctetString(), bigEndian: true);
}
