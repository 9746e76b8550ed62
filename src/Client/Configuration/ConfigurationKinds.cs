using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;
using Prov.V1;

namespace Prov.Client.Configuration;

/// <summary>The kinds of document, as the API's schema lists them, with the message that each is bound to.</summary>
public static class ConfigurationKinds
{
    private static readonly OneofDescriptor _spec = ConfigurationDocument.Descriptor.Oneofs.Single(o => o.Name == "spec");

    private static readonly Dictionary<string, FieldDescriptor> _fields = _spec.Fields.ToDictionary(f => f.MessageType.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => _spec.Fields.Select(f => f.MessageType.Name);

    public static bool TryGet(string kind, [MaybeNullWhen(false)] out MessageDescriptor descriptor)
    {
        descriptor = _fields.GetValueOrDefault(kind)?.MessageType;
        return descriptor is not null;
    }

    /// <summary>The document as the API takes it.</summary>
    public static ConfigurationDocument ToApi(PlacedDocument document)
    {
        var api = new ConfigurationDocument { Name = document.Name };
        _fields[document.Kind].Accessor.SetValue(api, document.Spec);
        return api;
    }

    /// <summary>A document of the API; null for one of a kind that this client does not know.</summary>
    public static PlacedDocument? FromApi(ConfigurationDocument document)
    {
        var field = _spec.Accessor.GetCaseFieldDescriptor(document);
        return field is null
            ? null
            : new(field.MessageType.Name, document.Name, (Google.Protobuf.IMessage)field.Accessor.GetValue(document), DocumentPlace.None);
    }
}
