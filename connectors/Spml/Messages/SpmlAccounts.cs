using System.Collections.Immutable;
using System.Xml.Linq;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using static Prov.Connectors.Spml.Messages.SpmlNames;

namespace Prov.Connectors.Spml.Messages;

/// <summary>Reads provisioning service objects (<c>pso</c>).</summary>
internal sealed class SpmlAccounts(SpmlSettings settings)
{
    /// <summary>Every object of an answer; also those that a search wraps.</summary>
    public static IEnumerable<XElement> Objects(XElement answer) => answer.Descendants().Where(e => e.Name.LocalName == "pso");

    /// <exception cref="FormatException">It lacks its id or its name, or a value is none.</exception>
    public ObservedAccount Read(XElement pso)
    {
        var id = (string?)pso.Elements().FirstOrDefault(e => e.Name.LocalName == "psoID")?.Attribute("ID");
        var values = pso.Descendants(Dsml + "attr").Where(a => a.Attribute("name") is not null)
            .GroupBy(a => (string)a.Attribute("name")!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(a => a.Elements(Dsml + "value")).Select(ReadValue).ToList(), StringComparer.Ordinal);
        var name = TextOf(values, settings.NameAttribute);
        return string.IsNullOrEmpty(id) || string.IsNullOrEmpty(name)
            ? throw new FormatException("An object lacks its id or its name.")
            : new()
            {
                NativeId = id,
                Name = name,
                Enabled = settings.EnabledAttribute is not { } state || TextOf(values, state) == settings.EnabledValue,
                Attributes = AttributesOf(values),
                Entitlements = settings.EntitlementAttribute is { } rights && values.TryGetValue(rights, out var held)
                    ? [.. held.Select(v => v.ToString()).Distinct().Order(StringComparer.Ordinal)]
                    : [],
            };
    }

    private ImmutableSortedDictionary<string, Value> AttributesOf(Dictionary<string, List<Value>> values) => AttributeSet.Empty.AddRange(
        values.Where(v => settings.Attributes.Contains(v.Key) && v.Value.Count > 0).Select(v => KeyValuePair.Create(v.Key, Combine(v.Key, v.Value))));

    private Value Combine(string name, List<Value> values) => values.Count == 1 && !settings.MultiValued.Contains(name)
        ? values[0]
        : Value.From(values.OrderBy(v => v.ToString(), StringComparer.Ordinal).ToImmutableArray());

    private static string? TextOf(Dictionary<string, List<Value>> values, string name) => values.GetValueOrDefault(name)?.FirstOrDefault().ToString();

    private static Value ReadValue(XElement value) =>
        ((string?)value.Attribute(Xsi + "type"))?.EndsWith(":base64Binary", StringComparison.Ordinal) == true
            ? Value.From(Convert.FromBase64String(value.Value).ToImmutableArray())
            : Value.From(value.Value);
}
