using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;

namespace Prov.Domain.Policies;

/// <summary>The values of attributes without one of which a condition cannot hold.</summary>
internal static class ConditionKeys
{
    private const string Variable = "identity.";

    /// <summary>
    /// For each condition the attributes and values of which an identity must have at least one; null where nothing can be said.
    /// Of several possibilities, the attribute that tells most conditions apart is taken.
    /// </summary>
    public static ImmutableArray<(string Attribute, Value Value)>?[] OfAll(ImmutableArray<CompiledCondition> conditions)
    {
        var choices = conditions.Select(c => Choices(c.Expression).ToList()).ToList();
        var spread = choices
            .SelectMany(c => c)
            .SelectMany(keys => keys)
            .Distinct()
            .CountBy(k => k.Attribute, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return
        [
            .. choices.Select(c => c.Count == 0
                ? (ImmutableArray<(string, Value)>?)null
                : c.MinBy(keys => keys.Sum(k => 1.0 / spread[k.Attribute]))),
        ];
    }

    /// <summary>Each choice alone is enough: the condition implies that the identity has one of its values.</summary>
    private static IEnumerable<ImmutableArray<(string Attribute, Value Value)>> Choices(Expression condition) =>
        from choice in EqualityAnalysis.Of(condition)
        where choice.All(c => AttributeOf(c.Path) is not null)
        select choice.Select(c => (AttributeOf(c.Path)!, c.Value)).ToImmutableArray();

    private static string? AttributeOf(string path) =>
        path.StartsWith(Variable, StringComparison.Ordinal) && !path.AsSpan(Variable.Length).Contains('.') ? path[Variable.Length..] : null;
}
