using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Policies;

/// <summary>Finds the paths that may be open to an identity without asking every policy.</summary>
internal sealed class PolicyIndex
{
    private readonly PathPlace[][] _pathsByCondition;
    private readonly ConditionIndex _conditions;

    private PolicyIndex(PathPlace[][] pathsByCondition, ConditionIndex conditions) =>
        (_pathsByCondition, _conditions) = (pathsByCondition, conditions);

    /// <summary>Every path begins with the condition of a policy: by that one it is found.</summary>
    /// <param name="conditions">Those of a snapshot.</param>
    /// <param name="grants">The snapshot's.</param>
    /// <param name="includes">Which grants, by their places, are to be found; the others are passed over.</param>
    public static PolicyIndex Of(ImmutableArray<CompiledCondition> conditions, ImmutableArray<CompiledGrant> grants, Func<int, bool>? includes = null)
    {
        var paths = new List<PathPlace>?[conditions.Length];
        for (var grant = 0; grant < grants.Length; grant++)
        {
            for (var path = 0; path < grants[grant].Paths.Length && includes?.Invoke(grant) != false; path++)
            {
                (paths[grants[grant].Paths[path].Conditions[0]] ??= []).Add(new(grant, path));
            }
        }

        return new([.. paths.Select(p => p is null ? [] : p.ToArray())], ConditionIndex.Of(conditions, i => paths[i] is not null));
    }

    /// <summary>The paths that begin with a condition, ordered by grant.</summary>
    public ReadOnlySpan<PathPlace> PathsOf(int condition) => _pathsByCondition[condition];

    /// <summary>Adds the first conditions of paths that may be open to the identity; one can come twice.</summary>
    public void AddCandidates(Value identity, List<int> conditions) => _conditions.AddCandidates(identity, conditions);
}
