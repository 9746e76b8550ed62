using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Prov.Client.Configuration.Yaml;
using Prov.V1;

namespace Prov.Client.Configuration.Binding;

/// <summary>Fills a message from a mapping, by the message's own schema; goes on after a fault, so that all are found.</summary>
internal sealed class MessageBinder(DocumentContext context)
{
    private readonly ScalarBinder _scalars = new(context);

    /// <param name="message">The message to fill.</param>
    /// <param name="map">What was written.</param>
    /// <param name="path">Path of the mapping, as <c>spec</c>.</param>
    /// <param name="elsewhere">Fields that are not written in this mapping.</param>
    public void Bind(IMessage message, YamlMap map, string path, params string[] elsewhere)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder().Where(f => !elsewhere.Contains(f.Name)).ToArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var chosen = new HashSet<OneofDescriptor>();
        foreach (var entry in map.Entries)
        {
            var place = Join(path, entry.Key);
            context.Place(place, entry.Line);
            if (!seen.Add(entry.Key))
            {
                context.Refuse(ConfigurationReasons.DuplicateKey, place, entry.Line, $"{entry.Key} is written twice. Keep one.");
            }
            else if (FindField(fields, entry, place) is { } field)
            {
                CheckChoice(field, chosen, entry, place);
                BindField(message, field, entry.Value, place);
            }
        }

        foreach (var field in fields.Where(f => FieldNames.IsRequired(f) && IsBlank(map, FieldNames.Of(f))))
        {
            context.Refuse(ConfigurationReasons.FieldMissing, Join(path, FieldNames.Of(field)), map.Line, $"{FieldNames.Of(field)} is needed here. Add it.");
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    /// <summary>Of fields that exclude each other, the schema would keep the last without a word.</summary>
    private void CheckChoice(FieldDescriptor field, HashSet<OneofDescriptor> chosen, YamlEntry entry, string place)
    {
        if (field.RealContainingOneof is { } oneof && !chosen.Add(oneof))
        {
            var names = string.Join(", ", oneof.Fields.Select(FieldNames.Of));
            context.Refuse(ConfigurationReasons.FieldUnknown, place, entry.Line, $"Only one of these can be written here: {names}. Keep one.");
        }
    }

    private static bool IsBlank(YamlMap map, string name) => map.Find(name) is null or { Value: YamlText { IsNull: true } };

    private FieldDescriptor? FindField(FieldDescriptor[] fields, YamlEntry entry, string place)
    {
        var field = fields.FirstOrDefault(f => FieldNames.Of(f) == entry.Key);
        if (field is null)
        {
            var known = fields.Where(f => !FieldNames.IsOutputOnly(f)).Select(FieldNames.Of).ToArray();
            var hint = NearName.Hint(entry.Key, known);
            context.Refuse(
                ConfigurationReasons.FieldUnknown, place, entry.Line,
                $"There is no field {entry.Key}.{(hint.Length > 0 ? hint : $" Known are: {string.Join(", ", known)}.")}");
        }
        else if (FieldNames.IsOutputOnly(field))
        {
            context.Refuse(ConfigurationReasons.FieldOutputOnly, place, entry.Line, $"{entry.Key} is set by the server. Remove it.");
            return null;
        }

        return field;
    }

    private void BindField(IMessage message, FieldDescriptor field, YamlNode node, string path)
    {
        if (node is YamlText { IsNull: true })
        {
            return;
        }

        var current = field.Accessor.GetValue(message);
        if (field.IsMap)
        {
            BindMap((IDictionary)current, field.MessageType.FindFieldByNumber(2), node, path);
        }
        else if (field.IsRepeated)
        {
            BindList((IList)current, field, node, path);
        }
        else if (BindValue(field, node, path) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private void BindMap(IDictionary target, FieldDescriptor valueField, YamlNode node, string path)
    {
        if (node is not YamlMap map)
        {
            Mismatch("a mapping", node, path);
            return;
        }

        foreach (var entry in map.Entries)
        {
            var place = path + "." + entry.Key;
            context.Place(place, entry.Line);
            if (target.Contains(entry.Key))
            {
                context.Refuse(ConfigurationReasons.DuplicateKey, place, entry.Line, $"{entry.Key} is written twice. Keep one.");
            }
            else if (BindValue(valueField, entry.Value, place) is { } value)
            {
                target.Add(entry.Key, value);
            }
        }
    }

    private void BindList(IList target, FieldDescriptor field, YamlNode node, string path)
    {
        if (node is not YamlList list)
        {
            Mismatch("a list", node, path);
            return;
        }

        for (var index = 0; index < list.Items.Count; index++)
        {
            var place = $"{path}[{index}]";
            context.Place(place, list.Items[index].Line);
            if (BindValue(field, list.Items[index], place) is { } value)
            {
                target.Add(value);
            }
        }
    }

    /// <summary>One value; null after a fault.</summary>
    private object? BindValue(FieldDescriptor field, YamlNode node, string path)
    {
        if (field.FieldType != FieldType.Message || ScalarBinder.Takes(field.MessageType))
        {
            return _scalars.Bind(field, node, path);
        }

        if (field.MessageType.FullName == AttributeValue.Descriptor.FullName)
        {
            return AttributeValueBinder.Bind(context, node, path);
        }

        if (field.MessageType.FullName == ConfigurationDocument.Descriptor.FullName)
        {
            return DocumentBinder.Bind(context, node);
        }

        if (node is not YamlMap map)
        {
            Mismatch("a mapping", node, path);
            return null;
        }

        var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
        Bind(message, map, path);
        return message;
    }

    private void Mismatch(string expected, YamlNode node, string path) => context.Refuse(
        ConfigurationReasons.TypeMismatch, path, context.Lines.GetValueOrDefault(path, node.Line), $"This has to be {expected}, but is {node.Describe()}.");
}
