using Google.Protobuf;
using Google.Protobuf.Reflection;
using Prov.Client.Configuration.Yaml;
using Prov.V1;

namespace Prov.Client.Configuration.Binding;

/// <summary>Binds one document: its kind, its name (at the top or in <c>metadata</c>) and its <c>spec</c>.</summary>
internal static class DocumentBinder
{
    private const string NameField = "name";
    private static readonly string[] _parts = ["kind", "name", "metadata", "spec"];

    /// <summary>The document; null when it has a fault, which is then in <paramref name="errors"/>.</summary>
    public static PlacedDocument? Bind(string file, YamlNode node, List<ConfigurationError> errors)
    {
        var (kind, name) = Identify(node);
        var context = new DocumentContext(file, name.Length == 0 ? kind : $"{kind}/{name}");
        var spec = BindDocument(context, node, kind, name);
        errors.AddRange(context.Errors);
        return spec is null || context.Errors.Count > 0 ? null : new(kind, name, spec, new(file, node.Line, context.Lines));
    }

    /// <summary>A document that is written inside another; null when it has a fault, which is then in <paramref name="outer"/>.</summary>
    public static ConfigurationDocument? Bind(DocumentContext outer, YamlNode node)
    {
        var errors = new List<ConfigurationError>();
        var document = Bind(outer.File, node, errors);
        outer.Refuse(errors);
        return document is null ? null : ConfigurationKinds.ToApi(document);
    }

    private static (string Kind, string Name) Identify(YamlNode node)
    {
        var map = node as YamlMap;
        var metadata = map?.Find("metadata")?.Value as YamlMap;
        return (TextOf(map, "kind"), TextOf(map, NameField) is { Length: > 0 } name ? name : TextOf(metadata, NameField));
    }

    private static string TextOf(YamlMap? map, string key) => map?.Find(key)?.Value is YamlText { IsNull: false } text ? text.Text : "";

    private static IMessage? BindDocument(DocumentContext context, YamlNode node, string kind, string name)
    {
        if (node is not YamlMap map)
        {
            context.Refuse(ConfigurationReasons.TypeMismatch, "", node.Line, "A document has to be a mapping with kind, name and spec.");
            return null;
        }

        CheckParts(context, map);
        if (!ConfigurationKinds.TryGet(kind, out var descriptor))
        {
            var entry = map.Find("kind");
            context.Refuse(
                entry is null ? ConfigurationReasons.FieldMissing : ConfigurationReasons.KindUnknown, "kind", entry?.Line ?? map.Line,
                $"kind is one of: {string.Join(", ", ConfigurationKinds.Names)}.{NearName.Hint(kind, ConfigurationKinds.Names)}");
            return null;
        }

        var message = descriptor.Parser.ParseFrom(ByteString.Empty);
        CheckName(context, map, descriptor, name);
        if (map.Find("spec") is { Value: YamlMap spec })
        {
            new MessageBinder(context).Bind(message, spec, "spec", NameField);
        }
        else
        {
            context.Refuse(ConfigurationReasons.FieldMissing, "spec", map.Find("spec")?.Line ?? map.Line, "spec is needed, as a mapping.");
        }

        return message;
    }

    private static void CheckParts(DocumentContext context, YamlMap map)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            context.Place(entry.Key, entry.Line);
            if (!_parts.Contains(entry.Key))
            {
                context.Refuse(
                    ConfigurationReasons.FieldUnknown, entry.Key, entry.Line,
                    $"A document has kind, name (or metadata.name) and spec, but no {entry.Key}.{NearName.Hint(entry.Key, _parts)}");
            }
            else if (!seen.Add(entry.Key))
            {
                context.Refuse(ConfigurationReasons.DuplicateKey, entry.Key, entry.Line, $"{entry.Key} is written twice. Keep one.");
            }
        }

        CheckMetadata(context, map.Find("metadata"));
    }

    private static void CheckMetadata(DocumentContext context, YamlEntry? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        if (metadata.Value is not YamlMap map)
        {
            context.Refuse(ConfigurationReasons.TypeMismatch, "metadata", metadata.Line, "metadata has to be a mapping with a name.");
            return;
        }

        foreach (var entry in map.Entries.Where(e => e.Key != NameField))
        {
            context.Refuse(
                ConfigurationReasons.FieldUnknown, "metadata." + entry.Key, entry.Line, $"metadata holds a name only, no {entry.Key}. Remove it.");
        }
    }

    /// <summary>The name stays outside the spec: it alone counts. A kind of which there is one document only has none.</summary>
    private static void CheckName(DocumentContext context, YamlMap map, MessageDescriptor descriptor, string name)
    {
        var named = descriptor.FindFieldByName(NameField) is not null;
        if (named && name.Length == 0)
        {
            context.Refuse(ConfigurationReasons.FieldMissing, NameField, map.Line, $"A document of kind {descriptor.Name} needs a name. Add it.");
        }
        else if (!named && name.Length > 0)
        {
            context.Refuse(ConfigurationReasons.FieldUnknown, NameField, map.Line, $"There is one {descriptor.Name} only, so it has no name. Remove it.");
        }
    }
}
