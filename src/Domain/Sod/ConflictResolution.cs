using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Sod;

/// <summary>
/// Finds what may not be given together, and says what is withheld, until nothing conflicts. Works on one decision's own grants, so that
/// two changes can never pass it side by side.
/// </summary>
/// <remarks>
/// What an identity held before is not taken away by a rule that blocks: existing violators go on working, and whatever does not add to
/// a violation passes. Only what is held under an exception is weighed anew when the exception ends.
/// </remarks>
internal sealed class ConflictResolution(PolicySnapshot snapshot, Identity before, Value view, DateTimeOffset now, NoteCollector notes)
{
    private readonly HashSet<GrantKey> _heldBefore = [.. before.Grants.Select(g => g.Key)];
    private readonly SortedDictionary<int, SodViolation> _violations = [];
    private readonly List<WithheldGrant> _withheld = [];

    /// <summary>When the next exception that counts ends; null for none.</summary>
    public DateTimeOffset? NextChange { get; private set; }

    /// <summary>What is withheld, in the order in which it was decided; the identity's own array when nothing differs.</summary>
    public ImmutableArray<WithheldGrant> Withheld =>
        _withheld.Count == before.Withheld.Length && _withheld.Zip(before.Withheld).All(p => p.First.SameAs(p.Second))
            ? before.Withheld
            : [.. _withheld];

    /// <summary>The rules that are or would be violated, by name; the identity's own array when nothing differs.</summary>
    public ImmutableArray<SodViolation> Violations =>
        _violations.Count == before.Violations.Length && _violations.Values.Zip(before.Violations).All(p => p.First.SameAs(p.Second))
            ? before.Violations
            : [.. _violations.Values.Select(Dated)];

    /// <summary>What has to be closed next, in view of what is given with everything closed so far; empty when nothing conflicts.</summary>
    public IReadOnlyList<GrantKey> Next(IReadOnlyList<Grant> grants)
    {
        var losers = ExclusiveRoles.Losers(grants, snapshot).ToList();
        if (losers.Count > 0)
        {
            _withheld.AddRange(losers.Select(l => Withhold(l.Loser, WithheldReason.Exclusive, l.Winner.Document)));
            return [.. losers.Select(l => l.Loser.Key)];
        }

        foreach (var (rule, items) in Touched(grants))
        {
            var closed = Judge(rule, items);
            if (closed.Count > 0)
            {
                return closed;
            }
        }

        return [];
    }

    /// <summary>Rules of which something is held, in their order, each with what is held by side.</summary>
    private IEnumerable<(int Rule, ILookup<int, Grant> Items)> Touched(IReadOnlyList<Grant> grants) => grants
        .SelectMany(g => snapshot.Sod.PlacesOf(g.Key).Select(p => (Grant: g, Place: p)))
        .GroupBy(p => p.Place.Rule)
        .OrderBy(r => r.Key)
        .Select(r => (r.Key, r.ToLookup(p => p.Place.Side, p => p.Grant)));

    private List<GrantKey> Judge(int number, ILookup<int, Grant> items)
    {
        var rule = snapshot.Sod.Rules[number];
        if (items.Count <= rule.Declaration.MostHeld)
        {
            return [];
        }

        if (ExceptedUntil(rule) is { } until)
        {
            NextChange = RecordView.Earlier(NextChange, until);
            Record(number, SodStanding.Excepted, items.Select(s => s.Key), [], until);
            return [];
        }

        switch (rule.Declaration.Effect)
        {
            case SodEffect.Record:
                Record(number, SodStanding.Recorded, items.Select(s => s.Key), []);
                return [];
            case SodEffect.Prune:
                return Close(number, items, rule.Order.Where(items.Contains).Take(rule.Declaration.MostHeld), SodStanding.Pruned, WithheldReason.Pruned);
            case SodEffect.Approval:
                return Prevent(number, items, SodStanding.AwaitingApproval, WithheldReason.AwaitingApproval);
            default:
                return Prevent(number, items, SodStanding.Blocked, WithheldReason.Blocked);
        }
    }

    private List<GrantKey> Prevent(int number, ILookup<int, Grant> items, SodStanding standing, WithheldReason reason)
    {
        var rule = snapshot.Sod.Rules[number];
        var held = rule.Order.Where(s => items[s].Any(g => IsOld(g, rule))).ToList();
        if (held.Count <= rule.Declaration.MostHeld)
        {
            var stay = held.Concat(rule.Order.Where(s => items.Contains(s) && !held.Contains(s))).Take(rule.Declaration.MostHeld);
            return Close(number, items, stay, standing, reason);
        }

        // Too many were held before: they stay, and nothing is added to any of them.
        var added = items.SelectMany(s => s.Where(g => !IsOld(g, rule)).Select(g => (Side: s.Key, Grant: g))).ToList();
        _withheld.AddRange(added.Select(a => Withhold(a.Grant, reason, rule.Document)));
        Record(number, SodStanding.Existing, held, added.Select(a => a.Side));
        return [.. added.Select(a => a.Grant.Key).Distinct()];
    }

    private List<GrantKey> Close(int number, ILookup<int, Grant> items, IEnumerable<int> stay, SodStanding standing, WithheldReason reason)
    {
        var kept = stay.ToHashSet();
        var closed = items.Where(s => !kept.Contains(s.Key)).ToList();
        _withheld.AddRange(closed.SelectMany(s => s).Select(g => Withhold(g, reason, snapshot.Sod.Rules[number].Document)));
        Record(number, standing, kept, closed.Select(s => s.Key));
        return [.. closed.SelectMany(s => s).Select(g => g.Key).Distinct()];
    }

    private bool IsOld(Grant grant, CompiledSodRule rule) => _heldBefore.Contains(grant.Key)
        && !before.Violations.Any(v => v.Rule == rule.Declaration.Name && v.Standing == SodStanding.Excepted);

    private DateTimeOffset? ExceptedUntil(CompiledSodRule rule)
    {
        DateTimeOffset? latest = null;
        foreach (var (exception, when) in rule.Exceptions)
        {
            if (exception.Until > now && !(exception.Until <= latest) && Covers(exception, when, rule))
            {
                latest = exception.Until;
            }
        }

        return latest;
    }

    // What cannot be evaluated excepts nobody.
    private bool Covers(SodException exception, Expression? when, CompiledSodRule rule)
    {
        if (when is null)
        {
            return exception.IdentityId == before.Id;
        }

        var clock = Value.From(now);
        var result = when.Evaluate(view, clock);
        if (result.IsError)
        {
            notes.Add(DecisionNoteReasons.PolicyEvaluationFailed, $"{rule.Document} spec.exceptions", $"{result.ErrorReason}: {result.ErrorMessage}");
        }

        if (result.NextChange is not null)
        {
            NextChange = RecordView.Earlier(NextChange, when.NextChange(view, clock));
        }

        return result.IsTrue;
    }

    // A rule is judged again after every closure; what it said first, when most was held, is what is told.
    private void Record(int number, SodStanding standing, IEnumerable<int> held, IEnumerable<int> withheld, DateTimeOffset? until = null)
    {
        var rule = snapshot.Sod.Rules[number].Declaration;
        var known = _violations.GetValueOrDefault(number);
        _violations[number] = new(
            rule.Name, standing, Names(rule, held, []), Names(rule, withheld, known?.Withheld ?? []), now, until);
    }

    private static ImmutableArray<string> Names(SodRule rule, IEnumerable<int> sides, ImmutableArray<string> more) =>
        [.. rule.Sides.Where((s, i) => sides.Contains(i) || more.Contains(s.Name)).Select(s => s.Name)];

    private SodViolation Dated(SodViolation violation) =>
        before.Violations.FirstOrDefault(v => v.Rule == violation.Rule && v.Standing == violation.Standing) is { } known
            ? violation with { Since = known.Since }
            : violation;

    private static WithheldGrant Withhold(Grant grant, WithheldReason reason, string by) =>
        new(grant.Kind, grant.Target, grant.Name, reason, by, grant.Causes) { Intent = grant.Intent };
}
