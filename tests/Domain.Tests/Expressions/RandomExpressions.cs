using System.Collections.Immutable;
using CsCheck;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Tests.Expressions;

/// <summary>Random syntax trees over the shared variables: many are ill-typed, many fail when evaluated.</summary>
internal static class RandomExpressions
{
    private static readonly SourcePosition _nowhere = new(1, 1);

    private static readonly Gen<SyntaxNode> _literal = Gen.OneOf(
        Gen.Const(Value.Null),
        Gen.Bool.Select(v => Value.From(v)),
        Gen.Long.Select(v => Value.From(v)),
        Gen.Long[-3, 3].Select(v => Value.From(v)),
        Gen.ULong.Select(v => Value.From(v)),
        Gen.Double.Where(double.IsFinite).Select(v => Value.From(v)),
        Gen.OneOf("", "a", "Sales", "12", "1h", "2024-02-29", "(", "ñ😀\"\\\n\u0001'").Select(v => Value.From(v)),
        Gen.Byte.Array[0, 3].Select(v => Value.From(v.ToImmutableArray()))).Select(v => (SyntaxNode)new LiteralNode(v, _nowhere));

    private static readonly Gen<SyntaxNode> _name =
        Gen.OneOf("identity", "x", "n", "i", "int", "string").Select(n => (SyntaxNode)new NameNode(n, _nowhere));

    private static readonly Gen<string> _field = Gen.OneOf("department", "title", "level", "groups", "tags", "manager", "mail", "cost-center", "a");

    private static readonly Gen<string> _function = Gen.OneOf(
        "size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration",
        "type", "dyn", "getFullYear", "getHours", "lower", "trim", "split", "substring", "charAt", "indexOf", "lastIndexOf", "join", "reverse",
        "replace", "transliterate", "none");

    public static Gen<SyntaxNode> Tree { get; } = Gen.Int[0, 5].SelectMany(Of);

    private static Gen<SyntaxNode> Of(int depth) => depth == 0 ? Gen.OneOf(_literal, _name) : Inner(Of(depth - 1));

    private static Gen<SyntaxNode> Inner(Gen<SyntaxNode> part) => Gen.OneOf(
        _literal,
        _name,
        Gen.Select(part, _field, (o, f) => (SyntaxNode)new SelectNode(o, f, _nowhere)),
        Gen.Select(part, _field, (o, f) => (SyntaxNode)new HasNode(o, f, _nowhere)),
        Gen.Select(part, part, (o, i) => (SyntaxNode)new IndexNode(o, i, _nowhere)),
        Gen.Select(Gen.Enum<UnaryOperator>(), part, (op, o) => (SyntaxNode)new UnaryNode(op, o, _nowhere)),
        Gen.Select(Gen.Enum<BinaryOperator>(), part, part, (op, l, r) => (SyntaxNode)new BinaryNode(op, l, r, _nowhere)),
        Gen.Select(Gen.Enum<LogicalOperator>(), part.Array[2, 3], (op, o) => (SyntaxNode)new LogicalNode(op, [.. o], _nowhere)),
        Gen.Select(part, part, part, (c, t, f) => (SyntaxNode)new ConditionalNode(c, t, f, _nowhere)),
        Gen.Select(_function, part.Array[1, 3], Gen.Bool, Call),
        part.Array[0, 3].Select(e => (SyntaxNode)new ListNode([.. e], _nowhere)),
        Gen.Select(part, part).Array[0, 2].Select(e => (SyntaxNode)new MapNode([.. e.Select(p => new MapEntry(p.Item1, p.Item2))], _nowhere)),
        Gen.Select(Gen.Enum<ComprehensionKind>(), part, part, part, Gen.Bool, Comprehension));

    private static SyntaxNode Call(string name, SyntaxNode[] operands, bool isReceiver) =>
        new CallNode(name, isReceiver ? operands[0] : null, [.. operands.Skip(isReceiver ? 1 : 0)], _nowhere);

    private static SyntaxNode Comprehension(ComprehensionKind kind, SyntaxNode range, SyntaxNode filter, SyntaxNode body, bool hasFilter) =>
        new ComprehensionNode(kind, range, "i", hasFilter && kind == ComprehensionKind.Map ? filter : null, body, _nowhere);
}
