using System.Collections.Immutable;

namespace Prov.Connectors.Ldap.Protocol;

/// <summary>A definition of a schema as text (RFC 4512, 4.1): an object identifier, then keywords, each with no value, one or several.</summary>
internal sealed class LdapDefinition
{
    private readonly Dictionary<string, ImmutableArray<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    private LdapDefinition(string oid) => Oid = oid;

    public string Oid { get; }

    /// <summary>The names, the usual one first; the object identifier where there is none.</summary>
    public ImmutableArray<string> Names => Values("NAME") is { IsEmpty: false } names ? names : [Oid];

    public static LdapDefinition Parse(string text)
    {
        var words = Words(text).ToList();
        var definition = new LdapDefinition(words.Skip(1).FirstOrDefault(""));
        for (var i = 2; i < words.Count; i++)
        {
            var keyword = words[i];
            var values = ImmutableArray.CreateBuilder<string>();
            if (i + 1 < words.Count && words[i + 1] == "(")
            {
                for (i += 2; i < words.Count && words[i] != ")"; i++)
                {
                    values.Add(Plain(words[i]));
                }
            }
            else if (i + 1 < words.Count && TakesValue(keyword))
            {
                values.Add(Plain(words[++i]));
            }

            definition._values[keyword] = [.. values.Where(v => v != "$")];
        }

        return definition;
    }

    public bool Has(string keyword) => _values.ContainsKey(keyword);

    public ImmutableArray<string> Values(string keyword) => _values.GetValueOrDefault(keyword, []);

    private static bool TakesValue(string keyword) => keyword.StartsWith("X-", StringComparison.OrdinalIgnoreCase)
        || keyword.ToUpperInvariant() is "NAME" or "DESC" or "SUP" or "EQUALITY" or "ORDERING" or "SUBSTR" or "SYNTAX" or "USAGE" or "MUST" or "MAY" or "AUX" or "NOT";

    private static string Plain(string word) => word.Trim('\'');

    private static IEnumerable<string> Words(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                i++;
                continue;
            }

            var end = text[i] switch
            {
                '(' or ')' or '$' => i + 1,
                '\'' => text.IndexOf('\'', i + 1) is >= 0 and var quote ? quote + 1 : text.Length,
                _ => text.IndexOfAny([' ', '(', ')', '$'], i) is >= 0 and var stop ? stop : text.Length,
            };
            yield return text[i..end];
            i = end;
        }
    }
}
