using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies;

/// <summary>Follows direct grants through roles down to what they give, and adds that to what policies give.</summary>
internal sealed class DirectGrantWalk(
    PolicySnapshot snapshot, GrantEvaluation conditions, HashSet<GrantKey> closed, NoteCollector notes)
{
    private readonly SortedDictionary<GrantKey, List<GrantPath>> _ways = [];

    public void Follow(DirectGrant grant)
    {
        var way = new GrantPath([], grant.Cause) { ValidUntil = grant.ValidUntil };
        if (grant.Kind == GrantKind.Role)
        {
            FollowRole(grant.Name, way);
        }
        else if (snapshot.Targets.ContainsKey(grant.Target))
        {
            Add(grant.Key, way);
            if (grant.Kind == GrantKind.Entitlement)
            {
                Add(AccountOf(grant.Target, grant.Key.Intent), way);
            }
        }
        else
        {
            notes.Add(DecisionNoteReasons.TargetUnknown, grant.Cause, "The grant's target is not configured any more; it gives nothing.");
        }
    }

    /// <summary>Adds what was found; the builder is and stays ordered by key.</summary>
    public void MergeInto(ImmutableArray<Grant>.Builder grants)
    {
        for (var i = 0; i < grants.Count; i++)
        {
            if (_ways.Remove(grants[i].Key, out var ways))
            {
                grants[i] = grants[i] with
                {
                    Causes = [.. grants[i].Causes.Concat(ways.Select(w => w.Cause)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                    ValidUntil = Latest(ways.Select(w => w.ValidUntil).Append(grants[i].ValidUntil)),
                    RemoveAfter = ways.Select(w => w.RemoveAfter).Append(grants[i].RemoveAfter).Max(),
                };
            }
        }

        if (_ways.Count > 0)
        {
            grants.AddRange(_ways.Select(w => New(w.Key, w.Value)));
            grants.Sort((left, right) => left.Key.CompareTo(right.Key));
        }
    }

    private static Grant New(GrantKey key, List<GrantPath> ways) =>
        new(key.Kind, key.Target, key.Name, [.. ways.Select(w => w.Cause).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
        {
            Intent = key.Intent,
            ValidUntil = Latest(ways.Select(w => w.ValidUntil)),
            RemoveAfter = ways.Max(w => w.RemoveAfter),
        };

    private static DateTimeOffset? Latest(IEnumerable<DateTimeOffset?> instants)
    {
        var all = instants.ToList();
        return all.Contains(null) ? null : all.Max();
    }

    private static GrantKey AccountOf(string target, string? intent) =>
        new(GrantKind.Account, target, intent ?? DesiredAccount.DefaultIntent, null);

    private void FollowRole(string name, GrantPath way)
    {
        if (snapshot.FindRole(name) is not { } role)
        {
            notes.Add(DecisionNoteReasons.RoleUnknown, way.Cause, $"The role '{name}' is not configured any more; the grant gives nothing.");
            return;
        }

        var key = new GrantKey(GrantKind.Role, "", role.Declaration.Name, null);
        if (closed.Contains(key) || (role.Condition is { } condition && !conditions.Holds(condition)))
        {
            return;
        }

        Add(key, way);
        FollowContent(role.Declaration.Gives, way with { Cause = $"{way.Cause} > {role.Declaration.Document}" });
    }

    private void FollowContent(PolicyContent content, GrantPath from)
    {
        foreach (var item in content.AllItems())
        {
            var way = from.Through(item);
            if (!conditions.IsInTime(way))
            {
                continue;
            }

            way = way.Periods.IsEmpty ? way : way with { ValidUntil = conditions.EndOf(way) };

            if (item.Kind == GrantKind.Role)
            {
                FollowRole(item.Name, way);
                continue;
            }

            if (item.Kind == GrantKind.Entitlement)
            {
                Add(AccountOf(item.Target, item.Intent), way);
            }

            Add(new(item.Kind, item.Target, item.Name, item.Intent), way);
        }
    }

    private void Add(GrantKey key, GrantPath way)
    {
        if (closed.Contains(key))
        {
            return;
        }

        if (!_ways.TryGetValue(key, out var ways))
        {
            _ways[key] = ways = [];
        }

        ways.Add(way);
    }
}
