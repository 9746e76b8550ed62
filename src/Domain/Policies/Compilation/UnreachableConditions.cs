using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Expressions.Filters;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Finds conditions that can never hold, as far as equalities and constants show: what stands behind them is given to nobody.</summary>
internal static class UnreachableConditions
{
    private const string StatePath = "identity.state";

    // Nobody else is asked.
    private static readonly Value[] _statesAsked = [Value.From("active"), Value.From("suspended")];

    public static ImmutableArray<ConfigurationFault> Find(ImmutableArray<CompiledCondition> conditions, ImmutableArray<AttributeDefinition> attributes)
    {
        var several = attributes.Where(a => a.MultiValued).Select(a => "identity." + a.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. conditions.Where(c => IsConstantlyFalse(c.Expression) || Contradicts(c.Expression, several)).Select(c => RoleReference.NameOf(c.Document)).Distinct(StringComparer.Ordinal).Select(d => new ConfigurationFault(
                FaultReasons.PolicyUnreachable, d, "spec.when", "The condition can never hold, so nobody is given anything by it.")),
        ];
    }

    private static bool IsConstantlyFalse(Expression condition)
    {
        if (condition.Inputs.Count > 0)
        {
            return false;
        }

        var result = condition.Evaluate(Value.From(AttributeSet.Empty), Value.From(DateTimeOffset.UnixEpoch));
        return !result.IsTrue && result.NextChange is null;
    }

    private static bool Contradicts(Expression condition, HashSet<string> several)
    {
        var sets = EqualityAnalysis.Of(condition);
        return sets.Any(s => s.IsEmpty) || sets
            .Where(s => s.All(e => e.Path == s[0].Path) && !several.Contains(s[0].Path))
            .GroupBy(s => s[0].Path, s => s.Select(e => e.Value))
            .Any(path => path.Aggregate(path.Key == StatePath ? _statesAsked : path.First(), Enumerable.Intersect).ToList().Count == 0);
    }
}
