using Google.Protobuf;
using Prov.V1;

namespace Prov.Silo.Configuration;

/// <summary>The one form in which documents are compared and stored: names outside the specs only, ordered by kind and name.</summary>
internal static class DocumentForm
{
    private const string NameField = "name";

    public static IReadOnlyList<ConfigurationDocument> Normal(IEnumerable<ConfigurationDocument> documents) =>
        [.. documents.Select(Normal).OrderBy(DocumentName.Of)];

    /// <summary>The name inside the spec; empty for none.</summary>
    public static string InnerName(ConfigurationDocument document) =>
        Spec(document) is { } spec && spec.Descriptor.FindFieldByName(NameField) is { } field ? (string)field.Accessor.GetValue(spec) : "";

    private static ConfigurationDocument Normal(ConfigurationDocument document)
    {
        var normal = document.Clone();
        if (Spec(normal) is { } spec)
        {
            spec.Descriptor.FindFieldByName(NameField)?.Accessor.Clear(spec);
        }

        normal.Name = normal.SpecCase == ConfigurationDocument.SpecOneofCase.IdentitySchema ? "" : normal.Name;
        return normal;
    }

    private static IMessage? Spec(ConfigurationDocument document) =>
        ConfigurationDocument.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(document) is { } field
            ? (IMessage)field.Accessor.GetValue(document)
            : null;
}
