using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>Accounts as entries.</summary>
internal sealed class LdapAccounts(LdapSettings settings)
{
    private const string EntryId = "entryUUID";

    /// <summary>What is read of an entry; operational attributes must be named.</summary>
    public ImmutableArray<string> Selected { get; } = [EntryId, settings.RdnAttribute, settings.EnabledAttribute, .. settings.ManagedAttributes];

    public LdapFilter Any { get; } = LdapFilter.Equal("objectClass", settings.ObjectClasses[0]);

    public string Dn(string name, ImmutableArray<string>? units) => DistinguishedName.Child(settings.RdnAttribute, name, Parent(units ?? []));

    /// <summary>The entry right below which accounts of a unit are.</summary>
    public string Parent(ImmutableArray<string> units) =>
        units.Aggregate(settings.BaseDn, (parent, unit) => DistinguishedName.Child(settings.UnitAttribute, unit, parent));

    /// <summary>The entry; null when there is none.</summary>
    /// <exception cref="LdapFaultException">More than one has the name.</exception>
    public async Task<LdapEntry?> FindAsync(LdapCall call, AccountLocator locator, CancellationToken cancellationToken)
    {
        var named = locator.NativeId is { } id ? LdapFilter.Equal(EntryId, id) : LdapFilter.Equal(settings.RdnAttribute, locator.Name);
        LdapEntry? found = null;
        await foreach (var entry in call.SearchAsync(settings.BaseDn, LdapScope.Subtree, LdapFilter.All(Any, named), Selected, cancellationToken))
        {
            found = found is null ? entry : throw LdapFaultException.Refused("NAME_AMBIGUOUS", "Several entries below baseDn have this name. Rename one.");
        }

        return found;
    }

    /// <exception cref="LdapFaultException">An attribute is not the mappings' to write.</exception>
    public IEnumerable<LdapAttribute> Create(NewAccount account)
    {
        yield return LdapAttribute.Of("objectClass", settings.ObjectClasses);
        yield return LdapAttribute.Of(settings.RdnAttribute, account.Name);
        foreach (var (name, value) in account.Attributes)
        {
            if (Write(name, value) is { Values.IsEmpty: false } attribute)
            {
                yield return attribute;
            }
        }

        if (account.InitialSecret is { } secret && settings.SecretAttribute is { } attributeOfSecret)
        {
            yield return LdapAttribute.Of(attributeOfSecret, secret.Reveal());
        }

        if (State(account.Enabled) is { Values.IsEmpty: false } state)
        {
            yield return state;
        }
    }

    /// <exception cref="LdapFaultException">An attribute is not the mappings' to write.</exception>
    public ImmutableArray<LdapModification> Modifications(AccountChange change)
    {
        var attributes = change.Set.Select(s => Write(s.Key, s.Value));
        var all = change.Enabled is { } enabled ? attributes.Append(State(enabled)) : attributes;
        return [.. all.Select(a => new LdapModification(LdapModificationKind.Replace, a))];
    }

    public ObservedAccount Observe(LdapEntry entry, IEnumerable<string> entitlements) => new()
    {
        NativeId = entry.Texts(EntryId).FirstOrDefault() ?? entry.Dn,
        Name = Name(entry),
        Placement = Value.ListOf(DistinguishedName.ValuesBetween(entry.Dn, settings.BaseDn)),
        Enabled = IsEnabled(entry),
        Attributes = Attributes(entry),
        Entitlements = [.. entitlements.Order(StringComparer.Ordinal)],
    };

    private string Name(LdapEntry entry)
    {
        var inDn = DistinguishedName.FirstValue(entry.Dn);
        var names = entry.Texts(settings.RdnAttribute).ToList();
        return names.Contains(inDn) || names.Count == 0 ? inDn : names[0];
    }

    private bool IsEnabled(LdapEntry entry) => settings.EnabledValue is { } enabled
        ? entry.Texts(settings.EnabledAttribute).Contains(enabled, StringComparer.OrdinalIgnoreCase)
        : !entry.Texts(settings.EnabledAttribute).Contains(settings.DisabledValue, StringComparer.OrdinalIgnoreCase);

    private ImmutableSortedDictionary<string, Value> Attributes(LdapEntry entry)
    {
        var read = AttributeSet.Empty.ToBuilder();
        foreach (var name in settings.ManagedAttributes)
        {
            var value = LdapValue.Read(entry.Attributes.GetValueOrDefault(name, []), settings.BinaryAttributes.Contains(name));
            if (!value.IsNull)
            {
                read[name] = value;
            }
        }

        return read.ToImmutable();
    }

    private LdapAttribute State(bool enabled)
    {
        var value = enabled ? settings.EnabledValue : settings.DisabledValue;
        return value is null ? LdapAttribute.Of(settings.EnabledAttribute) : LdapAttribute.Of(settings.EnabledAttribute, value);
    }

    private LdapAttribute Write(string name, Value value) => settings.IsReserved(name)
        ? throw LdapFaultException.Refused("ATTRIBUTE_RESERVED", $"The attribute {name} is not for mappings. Correct the target's mappings.")
        : LdapValue.Write(name, value);
}
