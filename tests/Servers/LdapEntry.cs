namespace Prov.Tests.Servers;

/// <summary>An entry as <c>ldapsearch</c> printed it.</summary>
/// <param name="Dn">Its distinguished name.</param>
/// <param name="Attributes">
/// Values by attribute name, which is compared without case. Binary values are read as UTF-8 like all others.
/// </param>
public sealed record LdapEntry(string Dn, IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes)
{
    /// <summary>The values of an attribute; none when the entry does not have it.</summary>
    public IReadOnlyList<string> Values(string attribute) => Attributes.TryGetValue(attribute, out var values) ? values : [];
}
