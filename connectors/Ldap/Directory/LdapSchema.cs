using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Ldap.Directory;

/// <summary>The attributes that the object classes of accounts allow, as the directory publishes them (RFC 4512, 4.2).</summary>
internal sealed class LdapSchema(LdapSettings settings)
{
    // Domain controllers fill these in themselves.
    private static readonly string[] _filledIn = ["objectCategory", "nTSecurityDescriptor", "instanceType", "objectSid", "sAMAccountName"];

    /// <exception cref="LdapFaultException">The directory does not show its schema.</exception>
    public async Task<TargetSchema> ReadAsync(LdapCall call, CancellationToken cancellationToken)
    {
        var at = (await call.ReadEntryAsync(settings.BaseDn, ["subschemaSubentry"], cancellationToken))?.Texts("subschemaSubentry").FirstOrDefault();
        var subschema = at is null ? null : await ReadSubschemaAsync(call, at, cancellationToken);
        if (subschema is null)
        {
            throw LdapFaultException.Refused("SCHEMA_NOT_VISIBLE", "The directory does not show its schema. Give bindDn the right to read it.");
        }

        var types = Index(subschema, "attributeTypes");
        var classes = Classes(Index(subschema, "objectClasses"), Index(subschema, "dITContentRules"));
        var required = classes.SelectMany(c => c.Values("MUST")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var allowed = classes.SelectMany(c => c.Values("MAY")).Concat(required);
        return new([
            .. allowed.Where(types.ContainsKey).Select(name => types[name]).DistinctBy(t => t.Oid)
                .Where(type => !type.Names.Any(IsNoAttribute))
                .Select(type => Attribute(type, required, types))
                .OrderBy(a => a.Name, StringComparer.Ordinal),
        ]);
    }

    private static async Task<LdapEntry?> ReadSubschemaAsync(LdapCall call, string dn, CancellationToken cancellationToken)
    {
        // Entries of this class are shown to nobody who does not ask for it.
        var found = call.SearchAsync(
            dn, LdapScope.Base, LdapFilter.Equal("objectClass", "subschema"), ["attributeTypes", "objectClasses", "dITContentRules"], cancellationToken);
        return await found.SingleOrDefaultAsync(cancellationToken);
    }

    private static Dictionary<string, LdapDefinition> Index(LdapEntry subschema, string attribute)
    {
        var index = new Dictionary<string, LdapDefinition>(StringComparer.OrdinalIgnoreCase);
        foreach (var definition in subschema.Texts(attribute).Select(LdapDefinition.Parse))
        {
            foreach (var name in definition.Names.Append(definition.Oid))
            {
                index[name] = definition;
            }
        }

        return index;
    }

    /// <summary>The classes of accounts, all above them, and those that rules add.</summary>
    private List<LdapDefinition> Classes(Dictionary<string, LdapDefinition> classes, Dictionary<string, LdapDefinition> rules)
    {
        var found = new Dictionary<string, LdapDefinition>();
        var names = new Queue<string>(settings.ObjectClasses);
        while (names.TryDequeue(out var name))
        {
            if (classes.TryGetValue(name, out var definition) && found.TryAdd(definition.Oid, definition))
            {
                var added = rules.GetValueOrDefault(definition.Oid)?.Values("AUX") ?? [];
                definition.Values("SUP").Concat(added).ToList().ForEach(names.Enqueue);
            }
        }

        return [.. found.Values, .. found.Keys.Select(rules.GetValueOrDefault).OfType<LdapDefinition>()];
    }

    private TargetAttribute Attribute(LdapDefinition type, HashSet<string> required, Dictionary<string, LdapDefinition> types) =>
        new(type.Names[0], settings.BinaryAttributes.Contains(type.Names[0]) ? AttributeType.Binary : AttributeType.String)
        {
            MultiValued = !type.Has("SINGLE-VALUE"),
            Required = type.Names.Any(required.Contains) && !type.Names.Any(IsFilledIn),
            ReadOnly = type.Has("NO-USER-MODIFICATION") || type.Values("SUP").Any(s => types.GetValueOrDefault(s)?.Has("NO-USER-MODIFICATION") ?? false),
        };

    private bool IsNoAttribute(string name) => settings.IsReserved(name) || name.Equals(settings.Groups?.MemberAttribute, StringComparison.OrdinalIgnoreCase);

    private bool IsFilledIn(string name) =>
        name.Equals(settings.RdnAttribute, StringComparison.OrdinalIgnoreCase)
        || (settings.IsActiveDirectory && _filledIn.Contains(name, StringComparer.OrdinalIgnoreCase));
}
