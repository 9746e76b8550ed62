using System.Collections.Frozen;

namespace Prov.Domain.Expressions.Syntax;

/// <summary>The functions whose names have a namespace, which looks like a receiver.</summary>
internal static class QualifiedNames
{
    private static readonly FrozenSet<string> _names = new[]
    {
        "optional.of", "optional.none", "optional.ofNonZeroValue", "optional.unwrap", "strings.quote",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a call on a name is a call of a function in a namespace.</summary>
    public static bool TryGet(SyntaxNode receiver, string function, out string qualified)
    {
        qualified = receiver is NameNode name ? $"{name.Name}.{function}" : "";
        return _names.Contains(qualified);
    }
}
