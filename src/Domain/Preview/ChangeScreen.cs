using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>
/// Tells whether a change of the configuration can change an identity's answer, from its attributes alone. Says yes when in doubt. For
/// one thread at a time.
/// </summary>
public sealed class ChangeScreen
{
    private readonly ConfigurationChange _change;
    private readonly Value _now;
    private readonly ImmutableArray<CompiledCondition> _conditions;
    private readonly int[] _changeOf;
    private readonly ConditionIndex _index;
    private readonly int[] _askedAt;
    private readonly List<int> _candidates = [];
    private int _asking;

    internal ChangeScreen(ConfigurationChange change, DateTimeOffset now)
    {
        (_change, _now) = (change, Value.From(now));
        var sides = change.Conditions.SelectMany((c, i) => new[] { (Side: c.Before, Change: i), (Side: c.After, Change: i) })
            .Where(s => s.Side is not null).ToList();
        (_conditions, _changeOf) = ([.. sides.Select(s => s.Side!)], [.. sides.Select(s => s.Change)]);
        _index = ConditionIndex.Of(_conditions, _ => true);
        _askedAt = new int[change.Conditions.Length];
    }

    /// <param name="identity">An identity that is here, as expressions read it; others are given nothing by policies.</param>
    public bool Concerns(Value identity) => ConditionsConcern(identity) || MappingsConcern(identity);

    private bool ConditionsConcern(Value identity)
    {
        _asking++;
        _candidates.Clear();
        _index.AddCandidates(identity, _candidates);
        foreach (var candidate in _candidates)
        {
            var place = _changeOf[candidate];
            if (_askedAt[place] != _asking)
            {
                _askedAt[place] = _asking;
                if (Concerns(_change.Conditions[place], identity))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Concerns(ConditionChange change, Value identity)
    {
        var before = change.Before?.Expression.Evaluate(identity, _now) ?? default;
        var after = change.After?.Expression.Evaluate(identity, _now) ?? default;

        // Where the clock has a say, the next instant of a change is part of the answer.
        return (before.IsTrue && !change.OnlyWhen) || before.IsTrue != after.IsTrue || before.NextChange is not null || after.NextChange is not null;
    }

    private bool MappingsConcern(Value identity)
    {
        foreach (var change in _change.Mappings)
        {
            var before = change.Before is null ? default : change.Before.Run(identity, Value.Null);
            var after = change.After is null ? default : change.After.Run(identity, Value.Null);

            // A mapping that fails leaves the last value, which is not known here.
            if (before.Failed || after.Failed || !before.Value.Equals(after.Value))
            {
                return true;
            }
        }

        return false;
    }
}
