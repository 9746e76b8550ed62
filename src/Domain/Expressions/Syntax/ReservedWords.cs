using System.Collections.Frozen;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>Names that CEL keeps for host languages (CEL language definition, "Syntax").</summary>
internal static class ReservedWords
{
    private static readonly FrozenSet<string> _words = new[]
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return",
        "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => _words.Contains(name);
}
