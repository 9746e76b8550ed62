using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Identities;

/// <summary>The empty set of attributes; names compare ordinally.</summary>
public static class AttributeSet
{
    public static ImmutableSortedDictionary<string, Value> Empty { get; } =
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal);
}
