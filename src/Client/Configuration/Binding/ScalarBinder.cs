using System.Globalization;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Prov.Client.Configuration.Yaml;

namespace Prov.Client.Configuration.Binding;

/// <summary>Reads single values. The field decides the type, so that <c>no</c> or <c>1.10</c> in a text field stay what was written.</summary>
internal sealed class ScalarBinder(DocumentContext context)
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly Dictionary<string, FieldType> _wrappers = new()
    {
        [StringValue.Descriptor.FullName] = FieldType.String,
        [BoolValue.Descriptor.FullName] = FieldType.Bool,
        [Int32Value.Descriptor.FullName] = FieldType.Int32,
        [Int64Value.Descriptor.FullName] = FieldType.Int64,
        [DoubleValue.Descriptor.FullName] = FieldType.Double,
    };

    /// <summary>True for messages that are written as a single value.</summary>
    public static bool Takes(MessageDescriptor message) =>
        message.FullName == Duration.Descriptor.FullName || message.FullName == Timestamp.Descriptor.FullName || _wrappers.ContainsKey(message.FullName);

    /// <summary>The value, as the schema's runtime type; null after a fault.</summary>
    public object? Bind(FieldDescriptor field, YamlNode node, string path)
    {
        if (node is not YamlText { IsNull: false } text)
        {
            context.Refuse(
                ConfigurationReasons.TypeMismatch, path, node.Line, $"This has to be {Describe(field)}, but is {node.Describe()}.");
            return null;
        }

        return field.FieldType switch
        {
            FieldType.Enum => BindEnum(field.EnumType, text, path),
            FieldType.Message => BindMessage(field, text, path),
            _ => BindPlain(field, field.FieldType, text, path),
        };
    }

    private object? BindPlain(FieldDescriptor field, FieldType type, YamlText text, string path)
    {
        object? value = type switch
        {
            FieldType.String => text.Text,
            _ when !text.Plain => null,
            FieldType.Bool => text.Text switch { "true" => true, "false" => false, _ => null },
            FieldType.Int32 => int.TryParse(text.Text, Whole, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldType.Int64 => long.TryParse(text.Text, Whole, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldType.UInt32 => uint.TryParse(text.Text, Whole, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldType.Double => double.TryParse(text.Text, Decimal, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => null,
        };
        if (value is null)
        {
            context.Refuse(ConfigurationReasons.TypeMismatch, path, text.Line, $"This has to be {Describe(field)}.");
        }

        return value;
    }

    private object? BindEnum(EnumDescriptor type, YamlText text, string path)
    {
        if (FieldNames.Find(type, text.Text) is { } value)
        {
            return System.Enum.ToObject(type.ClrType, value.Number);
        }

        var known = FieldNames.Of(type).ToArray();
        context.Refuse(
            ConfigurationReasons.EnumValueUnknown, path, text.Line,
            $"This is one of: {string.Join(", ", known)}.{NearName.Hint(text.Text, known)}");
        return null;
    }

    private object? BindMessage(FieldDescriptor field, YamlText text, string path)
    {
        var name = field.MessageType.FullName;
        if (_wrappers.TryGetValue(name, out var wrapped))
        {
            return BindPlain(field, wrapped, text, path);
        }

        return name == Duration.Descriptor.FullName ? BindDuration(text, path) : BindTimestamp(text, path);
    }

    private Duration? BindDuration(YamlText text, string path)
    {
        if (DurationText.TryParse(text.Text, out var duration))
        {
            return Duration.FromTimeSpan(duration);
        }

        context.Refuse(
            ConfigurationReasons.DurationMalformed, path, text.Line, "Write a duration as 30d, 12h, 15m, 10s, 250ms, or in that order together, as 1d12h.");
        return null;
    }

    private Timestamp? BindTimestamp(YamlText text, string path)
    {
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];
        if (DateTimeOffset.TryParseExact(text.Text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return Timestamp.FromDateTimeOffset(instant);
        }

        context.Refuse(
            ConfigurationReasons.TimestampMalformed, path, text.Line, "Write an instant by RFC 3339, as 2031-04-01T00:00:00Z.");
        return null;
    }

    private static string Describe(FieldDescriptor field)
    {
        var type = field.FieldType == FieldType.Message ? _wrappers.GetValueOrDefault(field.MessageType.FullName, FieldType.Message) : field.FieldType;
        return type switch
        {
            FieldType.Bool => "true or false",
            FieldType.Int32 or FieldType.Int64 or FieldType.UInt32 => "a whole number",
            FieldType.Double => "a number",
            FieldType.Enum => $"one of: {string.Join(", ", FieldNames.Of(field.EnumType))}",
            FieldType.Message => field.MessageType.FullName == Duration.Descriptor.FullName ? "a duration, as 30d" : "an instant, as 2031-04-01T00:00:00Z",
            _ => "a text",
        };
    }
}
