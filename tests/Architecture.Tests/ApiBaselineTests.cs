using Google.Protobuf.Reflection;

namespace Prov.Architecture.Tests;

/// <summary>The API as others have it compiled in: names and numbers of fields, their types, the calls.</summary>
public sealed class ApiBaselineTests
{
    [Fact]
    public void Api_ComparedWithItsBaseline_OnlyGrows() => Check("prov.v1");

    [Fact]
    public void ConnectorContract_ComparedWithItsBaseline_OnlyGrows() => Check("prov.connector.v1");

    private static void Check(string package) =>
        new Baseline(package + ".txt").Check(ProtoFiles.All.Where(f => f.Package == package).SelectMany(Lines));

    private static IEnumerable<string> Lines(FileDescriptor file) =>
        [.. file.MessageTypes.SelectMany(Lines), .. file.EnumTypes.SelectMany(Lines), .. file.Services.SelectMany(s => s.Methods).Select(Line)];

    private static IEnumerable<string> Lines(MessageDescriptor message) =>
    [
        $"message {message.FullName}",
        .. message.Fields.InFieldNumberOrder().Select(Line),
        .. message.NestedTypes.SelectMany(Lines),
        .. message.EnumTypes.SelectMany(Lines),
    ];

    private static IEnumerable<string> Lines(EnumDescriptor type) =>
        [$"enum {type.FullName}", .. type.Values.Select(v => $"enum {type.FullName}: {v.Name} = {v.Number}")];

    private static string Line(MethodDescriptor method) =>
        $"rpc {method.FullName}: {Streamed(method.IsClientStreaming)}{method.InputType.FullName} -> {Streamed(method.IsServerStreaming)}{method.OutputType.FullName}";

    private static string Line(FieldDescriptor field) =>
        $"message {field.ContainingType.FullName}: {field.Name} = {field.FieldNumber}, {Label(field)}{Type(field)}{(field.RealContainingOneof is { } one ? $", in {one.Name}" : "")}";

    private static string Streamed(bool streamed) => streamed ? "stream " : "";

    private static string Label(FieldDescriptor field) => field switch
    {
        { IsMap: true } => "map ",
        { IsRepeated: true } => "repeated ",
        { HasPresence: true, FieldType: not FieldType.Message, RealContainingOneof: null } => "optional ",
        _ => "",
    };

    private static string Type(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var type => type.ToString().ToLowerInvariant(),
    };
}
