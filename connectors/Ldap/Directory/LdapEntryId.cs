using Prov.Connectors.Ldap.Protocol;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>The unchanging id that a directory gives to each entry, and how it is written as text.</summary>
/// <param name="Attribute">Operational attribute that holds it.</param>
/// <param name="IsGuidOctets">Held as the 16 octets of Active Directory's objectGUID, not as text.</param>
internal sealed record LdapEntryId(string Attribute, bool IsGuidOctets)
{
    public static LdapEntryId Uuid(string attribute) => new(attribute, false);

    public static LdapEntryId ObjectGuid { get; } = new("objectGUID", true);

    /// <summary>The entry's id; its distinguished name where the directory shows no id.</summary>
    public string Of(LdapEntry entry)
    {
        if (!IsGuidOctets)
        {
            return entry.Texts(Attribute).FirstOrDefault() ?? entry.Dn;
        }

        return entry.Values(Attribute) is [{ Length: 16 } octets, ..] ? $"{new Guid(octets)}" : entry.Dn;
    }

    public LdapFilter Matches(string id) => IsGuidOctets && Guid.TryParse(id, out var guid)
        ? LdapFilter.Equal(Attribute, guid.ToByteArray())
        : LdapFilter.Equal(Attribute, id);
}
