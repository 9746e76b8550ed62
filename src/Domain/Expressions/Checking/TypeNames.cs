using System.Collections.Frozen;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Checking;

/// <summary>The names of types, which are values too: <c>type(x) == int</c>.</summary>
internal static class TypeNames
{
    private static readonly FrozenSet<string> _names = new[]
    {
        "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "optional_type",
        "google.protobuf.Timestamp", "google.protobuf.Duration",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The type that a name, or a chain of selections of names, denotes.</summary>
    public static bool TryGet(SyntaxNode node, out string name)
    {
        name = Qualified(node) ?? "";
        return _names.Contains(name);
    }

    public static string Of(Value value) => value.Kind switch
    {
        ValueKind.Null => "null_type",
        ValueKind.Boolean => "bool",
        ValueKind.Integer => "int",
        ValueKind.UnsignedInteger => "uint",
        ValueKind.Optional => "optional_type",
        ValueKind.Timestamp => "google.protobuf.Timestamp",
        ValueKind.Duration => "google.protobuf.Duration",
        _ => value.Kind.ToString().ToLowerInvariant(),
    };

    private static string? Qualified(SyntaxNode node) => node switch
    {
        NameNode name => name.Name,
        SelectNode select => Qualified(select.Operand) is { } prefix ? $"{prefix}.{select.Field}" : null,
        _ => null,
    };
}
