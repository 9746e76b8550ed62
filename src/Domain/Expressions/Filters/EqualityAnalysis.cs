using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Filters;

/// <summary>Finds what must be equal for a condition to be true, so that conditions can be found by the values of attributes.</summary>
public static class EqualityAnalysis
{
    /// <summary>
    /// Sets of equalities. Of each set alone, at least one holds wherever the condition is true; of an empty set none does, so the condition
    /// never is. No sets: the condition may be true without any equality.
    /// </summary>
    public static ImmutableArray<ImmutableArray<EqualityCondition>> Of(Expression condition) =>
        FilterAnalysis.ToFilter(condition) is { } filter ? [.. Of(filter.Term)] : [];

    private static IEnumerable<ImmutableArray<EqualityCondition>> Of(FilterTerm term) => term switch
    {
        CompareTerm { Operator: BinaryOperator.Equal } t => [[new(t.Path, t.Value)]],
        ContainsTerm t => [[new(t.Path, t.Value)]],
        InTerm t => [[.. t.Values.Select(v => new EqualityCondition(t.Path, v)).Distinct()]],
        AndTerm t => t.Terms.SelectMany(Of),
        OrTerm t => Any([.. t.Terms.Select(p => Of(p).OrderBy(s => s.Length).FirstOrDefault())]),
        _ => [],
    };

    private static IEnumerable<ImmutableArray<EqualityCondition>> Any(ImmutableArray<ImmutableArray<EqualityCondition>> parts) =>
        parts.Any(p => p.IsDefault) ? [] : [[.. parts.SelectMany(p => p).Distinct()]];
}
