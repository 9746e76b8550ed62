using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;

namespace Prov.Client.Configuration;

/// <summary>The kinds of document, with the message that each is bound to.</summary>
public static class ConfigurationKinds
{
    private static readonly Dictionary<string, MessageDescriptor> _kinds = new(StringComparer.Ordinal);

    public static IEnumerable<string> Names => _kinds.Keys;

    public static bool TryGet(string kind, [MaybeNullWhen(false)] out MessageDescriptor descriptor) => _kinds.TryGetValue(kind, out descriptor);
}
