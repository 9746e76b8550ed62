using System.Globalization;
using System.Text;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Writes a syntax tree as text that parses to the same tree; parentheses only where they are needed.</summary>
public static class SyntaxPrinter
{
    private const int Conditional = 0;
    private const int Or = 1;
    private const int And = 2;
    private const int Unary = 6;
    private const int Member = 7;

    public static string Print(SyntaxNode node) => node switch
    {
        LiteralNode n => Literal(n.Value),
        NameNode n => n.Name,
        SelectNode n => $"{Print(n.Operand, Member)}{(n.IsOptional ? ".?" : ".")}{Field(n.Field)}",
        HasNode n => $"has({Print(n.Operand, Member)}.{Field(n.Field)})",
        IndexNode n => $"{Print(n.Operand, Member)}[{(n.IsOptional ? "?" : "")}{Print(n.Index)}]",
        UnaryNode n => OperatorText.Of(n.Operator) + Operand(Print(n.Operand, Unary)),
        BinaryNode n => $"{Print(n.Left, Strength(n))} {OperatorText.Of(n.Operator)} {Print(n.Right, Strength(n) + 1)}",
        LogicalNode n => string.Join($" {OperatorText.Of(n.Operator)} ", n.Operands.Select(o => Print(o, Strength(n) + 1))),
        ConditionalNode n => $"{Print(n.Condition, Or)} ? {Print(n.WhenTrue, Or)} : {Print(n.WhenFalse)}",
        CallNode n => $"{(n.Receiver is null ? "" : Print(n.Receiver, Member) + ".")}{n.Function}({List(n.Arguments)})",
        OptionalElementNode n => $"?{Print(n.Operand)}",
        ListNode n => $"[{List(n.Elements)}]",
        MapNode n => $"{{{string.Join(", ", n.Entries.Select(Entry))}}}",
        ComprehensionNode n => $"{Print(n.Range, Member)}.{Macros.NameOf(n.Kind)}({n.Variable}, {Filter(n)}{Print(n.Body)})",
        _ => throw new InvalidOperationException($"No text is known for {node.GetType().Name}."),
    };

    private static string Entry(MapEntry entry) => entry.Value is OptionalElementNode optional
        ? $"?{Print(entry.Key)}: {Print(optional.Operand)}"
        : $"{Print(entry.Key)}: {Print(entry.Value)}";

    private static string Print(SyntaxNode node, int least) => Strength(node) < least ? $"({Print(node)})" : Print(node);

    private static int Strength(SyntaxNode node) => node switch
    {
        ConditionalNode => Conditional,
        LogicalNode n => n.Operator == LogicalOperator.Or ? Or : And,
        BinaryNode n => OperatorText.Precedence(n.Operator),
        UnaryNode => Unary,
        _ => Member,
    };

    /// <summary>A minus before a number would become part of the number.</summary>
    private static string Operand(string text) => char.IsAsciiDigit(text[0]) ? $"({text})" : text;

    private static string List(IEnumerable<SyntaxNode> nodes) => string.Join(", ", nodes.Select(n => Print(n)));

    private static string Filter(ComprehensionNode node) => node.Filter is null ? "" : Print(node.Filter) + ", ";

    private static string Field(string name) =>
        (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && name is not ("in" or "true" or "false" or "null") ? name : $"`{name}`";

    private static string Literal(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.UnsignedInteger => value + "u",
        ValueKind.Double => Number(value.AsDouble()),
        ValueKind.String => Quoted(value.AsString()),
        ValueKind.Bytes => "b\"" + string.Concat(value.AsBytes().Select(b => $"\\x{b:x2}")) + '"',
        _ => value.ToString(),
    };

    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
