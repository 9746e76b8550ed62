using System.Collections.Immutable;
using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Accounts as entries.</summary>
internal sealed class LdapAccounts(LdapSettings settings, ImmutableArray<string> selectedToo)
{
    /// <summary>What is read of an entry; operational attributes must be named.</summary>
    public ImmutableArray<string> Selected { get; } =
    [
        .. new[] { settings.EntryId.Attribute, settings.NameAttribute, settings.State.Attribute }
            .Concat(settings.ManagedAttributes).Concat(selectedToo).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    public LdapFilter Any { get; } = settings.IsActiveDirectory
        ? LdapFilter.All(LdapFilter.Equal("objectCategory", "person"), LdapFilter.Equal("objectClass", settings.ObjectClasses[0]))
        : LdapFilter.Equal("objectClass", settings.ObjectClasses[0]);

    /// <summary>The name of the entry of an account that is to be made.</summary>
    public string Dn(NewAccount account)
    {
        var rdn = MappedRdn(account.Attributes) ?? account.Name;
        return DistinguishedName.Child(settings.RdnAttribute, rdn, Parent(account.Placement ?? []));
    }

    /// <summary>The entry right below which accounts of a unit are.</summary>
    public string Parent(ImmutableArray<string> units) =>
        units.Aggregate(settings.BaseDn, (parent, unit) => DistinguishedName.Child(settings.UnitAttribute, unit, parent));

    /// <summary>What names the entry within its unit after a change; null when it stays.</summary>
    public string? NewRdn(AccountChange change) => settings.IsRdnMapped ? MappedRdn(change.Set) : change.Name;

    /// <summary>The entry; null when there is none.</summary>
    /// <exception cref="LdapFaultException">More than one has the name.</exception>
    public async Task<LdapEntry?> FindAsync(LdapCall call, AccountLocator locator, CancellationToken cancellationToken)
    {
        var named = locator.NativeId is { } id ? settings.EntryId.Matches(id) : LdapFilter.Equal(settings.NameAttribute, locator.Name);
        LdapEntry? found = null;
        await foreach (var entry in SearchAsync(call, settings.BaseDn, LdapFilter.All(Any, named), cancellationToken))
        {
            found = found is null ? entry : throw LdapFaultException.Refused("NAME_AMBIGUOUS", "Several entries below baseDn have this name. Rename one.");
        }

        return found;
    }

    public IAsyncEnumerable<LdapEntry> SearchAsync(LdapCall call, string baseDn, LdapFilter filter, CancellationToken cancellationToken) =>
        call.SearchAsync(baseDn, LdapScope.Subtree, filter, Selected, cancellationToken);

    /// <summary>Lets a write take effect only on the entry that was found, should another have come to its name meanwhile.</summary>
    /// <remarks>
    /// OpenLDAP's overlay "unique" tests the assertion against the base of its own search too, and refuses the write when that does not match.
    /// The base lacks what names the entry; whatever comes to the entry's name has it.
    /// </remarks>
    public ImmutableArray<LdapControl> Guard(LdapEntry entry) => settings.IsActiveDirectory || entry.Values(settings.EntryId.Attribute).IsEmpty
        ? []
        : [LdapAssertion.Of(LdapFilter.Any(
            settings.EntryId.Matches(settings.EntryId.Of(entry)), LdapFilter.Not(LdapFilter.Present(DistinguishedName.FirstAttribute(entry.Dn)))))];

    /// <exception cref="LdapFaultException">An attribute is not the mappings' to write.</exception>
    public IEnumerable<LdapAttribute> Create(NewAccount account)
    {
        yield return LdapAttribute.Of("objectClass", settings.ObjectClasses);
        yield return LdapAttribute.Of(settings.NameAttribute, account.Name);
        foreach (var (name, value) in account.Attributes)
        {
            if (Write(name, value) is { Values.IsEmpty: false } attribute)
            {
                yield return attribute;
            }
        }

        if (settings.NameAttribute != settings.RdnAttribute && MappedRdn(account.Attributes) is null)
        {
            yield return LdapAttribute.Of(settings.RdnAttribute, account.Name);
        }

        if (account.InitialSecret is { } secret && settings.SecretAttribute is { } attributeOfSecret)
        {
            yield return Secret(attributeOfSecret, secret);
        }

        if (settings.State.Write(account.Enabled, null) is { Values.IsEmpty: false } state)
        {
            yield return state;
        }
    }

    /// <exception cref="LdapFaultException">An attribute is not the mappings' to write.</exception>
    public ImmutableArray<LdapModification> Modifications(AccountChange change, LdapEntry entry)
    {
        var all = change.Set.Where(s => !IsMappedRdn(s.Key)).Select(s => Write(s.Key, s.Value)).ToList();
        if (change.Name is { } name && settings.NameAttribute != settings.RdnAttribute)
        {
            all.Add(LdapAttribute.Of(settings.NameAttribute, name));
        }

        if (change.Enabled is { } enabled)
        {
            all.Add(settings.State.Write(enabled, entry));
        }

        return [.. all.Select(a => new LdapModification(LdapModificationKind.Replace, a))];
    }

    public ObservedAccount Observe(LdapEntry entry, IEnumerable<string> entitlements) => new()
    {
        NativeId = settings.EntryId.Of(entry),
        Name = Name(entry),
        Placement = Value.ListOf(DistinguishedName.ValuesBetween(entry.Dn, settings.BaseDn)),
        Enabled = settings.State.IsEnabled(entry),
        Attributes = Attributes(entry),
        Entitlements = [.. entitlements.Order(StringComparer.Ordinal)],
    };

    private string Name(LdapEntry entry)
    {
        var inDn = DistinguishedName.FirstValue(entry.Dn);
        var names = entry.Texts(settings.NameAttribute).ToList();
        return names.Contains(inDn) || names.Count == 0 ? inDn : names[0];
    }

    private ImmutableSortedDictionary<string, Value> Attributes(LdapEntry entry)
    {
        var read = AttributeSet.Empty.ToBuilder();
        foreach (var name in settings.ManagedAttributes)
        {
            var value = LdapValue.Read(entry.Values(name), settings.BinaryAttributes.Contains(name));
            if (!value.IsNull)
            {
                read[name] = value;
            }
        }

        return read.ToImmutable();
    }

    private bool IsMappedRdn(string attribute) => settings.IsRdnMapped && attribute.Equals(settings.RdnAttribute, StringComparison.OrdinalIgnoreCase);

    private string? MappedRdn(ImmutableSortedDictionary<string, Value> attributes) =>
        attributes.Where(a => IsMappedRdn(a.Key) && !a.Value.IsNull).Select(a => a.Value.ToString()).FirstOrDefault(text => text.Length > 0);

    // Active Directory takes a password as quoted text of 16-bit characters ([MS-ADTS] 3.1.1.3.1.5.1).
    private LdapAttribute Secret(string attribute, NewSecret secret) => settings.IsActiveDirectory
        ? new(attribute, [Encoding.Unicode.GetBytes($"\"{secret.Reveal()}\"")])
        : LdapAttribute.Of(attribute, secret.Reveal());

    private LdapAttribute Write(string name, Value value) => settings.IsReserved(name)
        ? throw LdapFaultException.Refused("ATTRIBUTE_RESERVED", $"The attribute {name} is not for mappings. Correct the target's mappings.")
        : LdapValue.Write(name, value);
}
