using Google.Api;
using Google.Protobuf.Reflection;

namespace Prov.Client.Configuration.Binding;

/// <summary>How the fields and enum values of a schema are written in YAML: camelCase, enum values without their prefix.</summary>
internal static class FieldNames
{
    public static string Of(FieldDescriptor field) => field.JsonName;

    /// <summary>True when the schema says that a document has to have it.</summary>
    public static bool IsRequired(FieldDescriptor field) => Behaves(field, FieldBehavior.Required);

    /// <summary>True when only the server sets it.</summary>
    public static bool IsOutputOnly(FieldDescriptor field) => Behaves(field, FieldBehavior.OutputOnly);

    /// <summary>The value that is written <paramref name="text"/>; null when there is none. The zero value is never written.</summary>
    public static EnumValueDescriptor? Find(EnumDescriptor type, string text) =>
        type.Values.FirstOrDefault(v => v.Number != 0 && Of(v) == text);

    /// <summary>Every value that can be written, in the order of the schema.</summary>
    public static IEnumerable<string> Of(EnumDescriptor type) => type.Values.Where(v => v.Number != 0).Select(Of);

    public static string Of(EnumValueDescriptor value)
    {
        var prefix = Snake(value.EnumDescriptor.Name) + "_";
        var bare = value.Name.StartsWith(prefix, StringComparison.Ordinal) ? value.Name[prefix.Length..] : value.Name;
        var words = bare.Split('_').Select(w => w[..1] + w[1..].ToLowerInvariant());
        var text = string.Concat(words);
        return text[..1].ToLowerInvariant() + text[1..];
    }

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    private static bool Behaves(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;
}
