using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies;

/// <summary>Decides what policies and direct grants give to one identity.</summary>
internal sealed class GrantEvaluation(PolicySnapshot snapshot, Value identity, DateTimeOffset now, NoteCollector notes)
{
    private readonly bool?[] _answers = new bool?[snapshot.Conditions.Length];
    private readonly Value _now = Value.From(now);
    private RunningPeriods _periods = new([], now);

    /// <summary>The next instant at which a condition that decided gives another answer, or a date comes; null for none.</summary>
    public DateTimeOffset? NextChange { get; private set; }

    /// <summary>What is given, and what is withheld because of a conflict; the identity's own arrays when nothing differs.</summary>
    public GrantDecision Run(Identity before, ImmutableArray<DirectGrant> direct)
    {
        _periods = new(before.Periods, now);
        var open = OpenPaths();
        var grants = Build(open, direct, []);
        if (snapshot.IsFreeOfConflicts)
        {
            return new(Settle(grants, before, closed: []), before.Withheld.Clear(), before.Violations.Clear(), _periods.Begun);
        }

        var (conflicts, closed) = (new ConflictResolution(snapshot, before, identity, now, notes), new HashSet<GrantKey>());
        while (conflicts.Next(grants) is { Count: > 0 } next)
        {
            closed.UnionWith(next);
            grants = Build(open, direct, closed);
        }

        NextChange = RecordView.Earlier(NextChange, conflicts.NextChange);
        return new(Settle(grants, before, closed), conflicts.Withheld, conflicts.Violations, _periods.Begun);
    }

    private ImmutableArray<Grant> Settle(ImmutableArray<Grant>.Builder grants, Identity before, HashSet<GrantKey> closed)
    {
        NextChange = RecordView.Earlier(NextChange, GracePeriods.Keep(grants, before.Grants, closed, snapshot, now));
        return Same(grants, before.Grants) ? before.Grants : grants.ToImmutable();
    }

    /// <summary>Whether a condition holds; each is asked once.</summary>
    public bool Holds(int condition) => _answers[condition] ??= Ask(snapshot.Conditions[condition]);

    /// <summary>Whether the dates of a way let it be open now; remembers when they let it next.</summary>
    public bool IsInTime(GrantPath way)
    {
        if (way.ValidUntil <= now)
        {
            return false;
        }

        NextChange = RecordView.Earlier(NextChange, way.ValidFrom > now ? way.ValidFrom : way.ValidUntil);
        return !(way.ValidFrom > now) && (way.Periods.IsEmpty || IsInPeriod(way));
    }

    /// <summary>When a way that is open closes, as far as dates say; null when they say nothing.</summary>
    public DateTimeOffset? EndOf(GrantPath way) => way.Periods.IsEmpty ? way.ValidUntil : RecordView.Earlier(way.ValidUntil, _periods.EndOf(way));

    private bool IsInPeriod(GrantPath way)
    {
        var end = _periods.EndOf(way);
        if (end <= now)
        {
            return false;
        }

        NextChange = RecordView.Earlier(NextChange, end);
        return true;
    }

    /// <summary>What the open ways give, ordered by <see cref="GrantKey"/>, without what is closed and what only comes by it.</summary>
    private ImmutableArray<Grant>.Builder Build(List<PathPlace> places, ImmutableArray<DirectGrant> direct, HashSet<GrantKey> closed)
    {
        var open = CollectionsMarshal.AsSpan(closed.Count == 0 ? places : places.FindAll(p => !IsClosed(p, closed)));
        var grants = ImmutableArray.CreateBuilder<Grant>();
        for (var (from, to) = (0, 0); from < open.Length; from = to)
        {
            while (to < open.Length && open[to].Grant == open[from].Grant)
            {
                to++;
            }

            grants.Add(GrantOf(open[from..to]));
        }

        AddDirect(grants, direct, closed);
        return grants;
    }

    private bool IsClosed(PathPlace place, HashSet<GrantKey> closed)
    {
        var grant = snapshot.Grants[place.Grant];
        return closed.Contains(grant.Complete.Key) || grant.Paths[place.Path].Roles.Any(r => closed.Contains(new(GrantKind.Role, "", r, null)));
    }

    /// <summary>Every path whose conditions all hold, ordered by grant and place.</summary>
    private List<PathPlace> OpenPaths()
    {
        var conditions = new List<int>();
        snapshot.Index.AddCandidates(identity, conditions);
        var open = new List<PathPlace>();
        foreach (var condition in conditions)
        {
            if (_answers[condition] is null && Holds(condition))
            {
                AddOpen(snapshot.Index.PathsOf(condition), open);
            }
        }

        open.Sort();
        return open;
    }

    private void AddOpen(ReadOnlySpan<PathPlace> places, List<PathPlace> open)
    {
        foreach (var place in places)
        {
            if (IsOpen(snapshot.Grants[place.Grant].Paths[place.Path]))
            {
                open.Add(place);
            }
        }
    }

    private Grant GrantOf(ReadOnlySpan<PathPlace> open)
    {
        var candidate = snapshot.Grants[open[0].Grant];
        if (open.Length == candidate.Paths.Length && !candidate.IsTimed)
        {
            return candidate.Complete;
        }

        var causes = ImmutableArray.CreateBuilder<string>(open.Length);
        foreach (var place in open)
        {
            // Paths are ordered by cause: equal ones are neighbours.
            var cause = candidate.Paths[place.Path].Cause;
            if (causes.Count == 0 || causes[^1] != cause)
            {
                causes.Add(cause);
            }
        }

        return candidate.Complete with { Causes = causes.ToImmutable(), ValidUntil = Until(candidate, open), RemoveAfter = Grace(candidate, open) };
    }

    private DateTimeOffset? Until(CompiledGrant candidate, ReadOnlySpan<PathPlace> open)
    {
        DateTimeOffset? latest = DateTimeOffset.MinValue;
        foreach (var place in open)
        {
            var until = EndOf(candidate.Paths[place.Path]);
            latest = until is null || latest is null ? null : until > latest ? until : latest;
        }

        return latest;
    }

    private static TimeSpan? Grace(CompiledGrant candidate, ReadOnlySpan<PathPlace> open)
    {
        TimeSpan? longest = null;
        foreach (var place in open)
        {
            var period = candidate.Paths[place.Path].RemoveAfter;
            longest = longest is null || period > longest ? period ?? longest : longest;
        }

        return longest;
    }

    private bool IsOpen(GrantPath path)
    {
        foreach (var condition in path.Conditions)
        {
            if (!Holds(condition))
            {
                return false;
            }
        }

        return IsInTime(path);
    }

    private void AddDirect(ImmutableArray<Grant>.Builder grants, ImmutableArray<DirectGrant> direct, HashSet<GrantKey> closed)
    {
        if (direct.IsEmpty)
        {
            return;
        }

        var walk = new DirectGrantWalk(snapshot, this, closed, notes);
        foreach (var grant in direct)
        {
            NextChange = RecordView.Earlier(NextChange, grant.ValidFrom > now ? grant.ValidFrom : grant.ValidUntil);
            if (grant.HoldsAt(now))
            {
                walk.Follow(grant);
            }
        }

        walk.MergeInto(grants);
    }

    // What cannot be evaluated gives nothing: deny by default.
    private bool Ask(CompiledCondition condition)
    {
        var result = condition.Expression.Evaluate(identity, _now);
        if (result.IsError)
        {
            var message = $"{result.ErrorReason}: {result.ErrorMessage}";
            notes.Add(DecisionNoteReasons.PolicyEvaluationFailed, $"{condition.Document} spec.when", message);
        }

        if (result.NextChange is not null)
        {
            NextChange = RecordView.Earlier(NextChange, condition.Expression.NextChange(identity, _now));
        }

        return result.IsTrue;
    }

    private static bool Same(ImmutableArray<Grant>.Builder grants, ImmutableArray<Grant> before)
    {
        if (grants.Count != before.Length)
        {
            return false;
        }

        for (var i = 0; i < before.Length; i++)
        {
            var (left, right) = (grants[i], before[i]);
            if (!ReferenceEquals(left, right)
                && (left.Key != right.Key
                    || left.ValidUntil != right.ValidUntil
                    || left.RemoveAfter != right.RemoveAfter
                    || left.RemoveAt != right.RemoveAt
                    || !left.Causes.AsSpan().SequenceEqual(right.Causes.AsSpan())))
            {
                return false;
            }
        }

        return true;
    }
}
