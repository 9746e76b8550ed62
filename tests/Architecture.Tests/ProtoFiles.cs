using System.Reflection;
using Google.Protobuf.Reflection;
using Prov.V1;

namespace Prov.Architecture.Tests;

/// <summary>The files of the API, found by the classes that are made from them.</summary>
internal static class ProtoFiles
{
    public static IReadOnlyList<FileDescriptor> All { get; } =
    [
        .. typeof(ErrorReasonReflection).Assembly.GetTypes()
            .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as FileDescriptor)
            .OfType<FileDescriptor>()
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];
}
