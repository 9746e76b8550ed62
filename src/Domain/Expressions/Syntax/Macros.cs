using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Recognises the macros (CEL language definition, "Macros").</summary>
internal static class Macros
{
    /// <summary>The node of a macro; null when the call is none, such as for another number of arguments.</summary>
    public static SyntaxNode? Expand(SyntaxNode? receiver, Token name, ImmutableArray<SyntaxNode> arguments) => (name.Text, arguments) switch
    {
        ("has", [SelectNode { IsOptional: false } select]) when receiver is null => new HasNode(select.Operand, select.Field, name.Position),
        ("has", [_]) when receiver is null => throw new SyntaxException("has() takes one field selection, like has(identity.mail).", name.Position),
        (_, [var variable, var body]) when receiver is not null && KindOf(name.Text) is { } kind =>
            new ComprehensionNode(kind, receiver, NameOf(variable, name), null, body, name.Position),
        ("map", [var variable, var filter, var body]) when receiver is not null =>
            new ComprehensionNode(ComprehensionKind.Map, receiver, NameOf(variable, name), filter, body, name.Position),
        _ => null,
    };

    public static string NameOf(ComprehensionKind kind) => kind switch
    {
        ComprehensionKind.All => "all",
        ComprehensionKind.Exists => "exists",
        ComprehensionKind.ExistsOne => "exists_one",
        ComprehensionKind.Map => "map",
        ComprehensionKind.OptionalMap => "optMap",
        ComprehensionKind.OptionalFlatMap => "optFlatMap",
        _ => "filter",
    };

    private static ComprehensionKind? KindOf(string name) => name switch
    {
        "all" => ComprehensionKind.All,
        "exists" => ComprehensionKind.Exists,
        "exists_one" or "existsOne" => ComprehensionKind.ExistsOne,
        "map" => ComprehensionKind.Map,
        "filter" => ComprehensionKind.Filter,
        "optMap" => ComprehensionKind.OptionalMap,
        "optFlatMap" => ComprehensionKind.OptionalFlatMap,
        _ => null,
    };

    private static string NameOf(SyntaxNode variable, Token macro) => variable is NameNode name
        ? name.Name
        : throw new SyntaxException($"The first argument of {macro.Text}() is the name of its variable.", variable.Position);
}
