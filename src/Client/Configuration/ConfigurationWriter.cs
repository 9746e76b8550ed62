using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Prov.Client.Configuration.Binding;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Prov.Client.Configuration;

/// <summary>Writes documents as YAML that <see cref="ConfigurationReader"/> binds to the same messages.</summary>
public sealed class ConfigurationWriter
{
    private const string NameField = "name";
    private readonly Emitter _emitter;

    private ConfigurationWriter(TextWriter output) =>
        _emitter = new(output, new EmitterSettings(2, int.MaxValue, false, 1024).WithIndentedSequences());

    /// <summary>Writes all documents into one file, divided by <c>---</c>.</summary>
    public static void Write(TextWriter output, IEnumerable<PlacedDocument> documents)
    {
        var writer = new ConfigurationWriter(output);
        writer._emitter.Emit(new StreamStart());
        foreach (var document in documents)
        {
            writer.WriteDocument(document);
        }

        writer._emitter.Emit(new StreamEnd());
    }

    private void WriteDocument(PlacedDocument document)
    {
        _emitter.Emit(new DocumentStart(null, null, isImplicit: false));
        StartMap();
        Text("kind");
        Text(document.Kind);
        if (document.Name.Length > 0)
        {
            Text(NameField);
            Text(document.Name);
        }

        Text("spec");
        WriteMessage(document.Spec, document.Spec.Descriptor.Fields.InDeclarationOrder().Where(f => f.Name != NameField));
        _emitter.Emit(new MappingEnd());
        _emitter.Emit(new DocumentEnd(isImplicit: true));
    }

    private void WriteMessage(IMessage message, IEnumerable<FieldDescriptor> fields)
    {
        StartMap();
        foreach (var field in fields.Where(f => !FieldNames.IsOutputOnly(f) && (FieldNames.IsRequired(f) || IsSet(message, f))))
        {
            Text(FieldNames.Of(field));
            WriteField(field, field.Accessor.GetValue(message));
        }

        _emitter.Emit(new MappingEnd());
    }

    private static bool IsSet(IMessage message, FieldDescriptor field) => field.Accessor.GetValue(message) switch
    {
        _ when field.HasPresence => field.Accessor.HasValue(message),
        ICollection values => values.Count > 0,
        "" or 0 or 0L or 0u or 0d or false or null => false,
        System.Enum value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private void WriteField(FieldDescriptor field, object? value)
    {
        if (field.IsMap)
        {
            WriteMap(field.MessageType.FindFieldByNumber(2), (IDictionary)value!);
        }
        else if (field.IsRepeated)
        {
            WriteList(field, (IList)value!);
        }
        else
        {
            WriteValue(field, value);
        }
    }

    private void WriteMap(FieldDescriptor valueField, IDictionary entries)
    {
        StartMap();
        foreach (var key in entries.Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            Text(key);
            WriteValue(valueField, entries[key]);
        }

        _emitter.Emit(new MappingEnd());
    }

    private void WriteList(FieldDescriptor field, IList values)
    {
        var style = field.FieldType == FieldType.Message ? SequenceStyle.Block : SequenceStyle.Flow;
        _emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, style));
        foreach (var value in values)
        {
            WriteValue(field, value);
        }

        _emitter.Emit(new SequenceEnd());
    }

    private void WriteValue(FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case Duration duration:
                Text(DurationText.Format(duration.ToTimeSpan()));
                break;
            case Timestamp timestamp:
                Text(timestamp.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case IMessage message:
                WriteMessage(message, message.Descriptor.Fields.InDeclarationOrder());
                break;
            case bool flag:
                Text(flag ? "true" : "false");
                break;
            case System.Enum:
                Text(NameOf(field.EnumType, Convert.ToInt32(value, CultureInfo.InvariantCulture)));
                break;
            case string text:
                TextValue(text);
                break;
            default:
                Text(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    // A value that a newer server knows and this client does not is shown by its number; reading it back says so.
    private static string NameOf(EnumDescriptor type, int number) =>
        type.FindValueByNumber(number) is { } known ? FieldNames.Of(known) : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Quotes what other YAML readers would take for something else than text.</summary>
    private void TextValue(string text)
    {
        var ambiguous = text is "" or "~" || bool.TryParse(text, out _) || double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _)
            || text.ToLowerInvariant() is "null" or "yes" or "no" or "on" or "off";
        var breaks = text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
        var style = breaks ? ScalarStyle.DoubleQuoted : ambiguous ? ScalarStyle.SingleQuoted : ScalarStyle.Any;
        _emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, true, true));
    }

    private void Text(string text) => _emitter.Emit(new Scalar(text));

    private void StartMap() => _emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, MappingStyle.Block));
}
