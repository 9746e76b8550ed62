using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>Counts who holds what a change may take away, so that the guard can judge shares. For one thread at a time.</summary>
public sealed class GrantTally
{
    private readonly PolicySnapshot _before;
    private readonly Value _now;
    private readonly PolicyIndex _index;
    private readonly List<int> _candidates = [];
    private readonly int[] _countedAt;
    private readonly long[] _holders;
    private int _counting;

    internal GrantTally(ConfigurationChange change, DateTimeOffset now)
    {
        (_before, _now) = (change.Before, Value.From(now));
        _index = PolicyIndex.Of(_before.Conditions, _before.Grants, change.AtRisk.Contains);
        (_countedAt, _holders) = (new int[_before.Grants.Length], new long[_before.Grants.Length]);
        IsEmpty = change.AtRisk.IsEmpty;
    }

    public bool IsEmpty { get; }

    /// <summary>Holders of each account (without a name) and right that was counted.</summary>
    public IEnumerable<KeyValuePair<(GrantKind Kind, string Target, string Name), long>> Counts(ConfigurationChange change) =>
        change.AtRisk.Select(place => (_before.Grants[place].Complete, Count: _holders[place])).Select(g => KeyValuePair.Create(
            (g.Complete.Kind, g.Complete.Target, g.Complete.Kind == GrantKind.Account ? "" : g.Complete.Name), g.Count));

    /// <param name="identity">An identity that is here, as expressions read it.</param>
    public void Count(Value identity)
    {
        _counting++;
        _candidates.Clear();
        _index.AddCandidates(identity, _candidates);
        foreach (var condition in _candidates)
        {
            var asked = false;
            foreach (var place in _index.PathsOf(condition))
            {
                if (_countedAt[place.Grant] == _counting)
                {
                    continue;
                }

                if (!asked && !Holds(condition, identity))
                {
                    break;
                }

                asked = true;
                if (IsOpen(_before.Grants[place.Grant].Paths[place.Path].Conditions, identity))
                {
                    _countedAt[place.Grant] = _counting;
                    _holders[place.Grant]++;
                }
            }
        }
    }

    private bool IsOpen(ImmutableArray<int> conditions, Value identity)
    {
        for (var i = 1; i < conditions.Length; i++)
        {
            if (!Holds(conditions[i], identity))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(int condition, Value identity) => _before.Conditions[condition].Expression.Evaluate(identity, _now).IsTrue;
}
