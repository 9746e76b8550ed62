using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Removals;
using Prov.Domain.Sources;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Identities;

/// <summary>Decides what becomes of an identity: the one function behind live processing, preview, explanation and tests.</summary>
/// <remarks>
/// The steps, each in its own room: fold the event into the records (Sources), see who is here (Sources), merge the attributes
/// (Identities), decide grants (Policies), accounts (Accounts) and reservations (Correlation), write the audit (Auditing). Each step
/// gives back what it was given when nothing differs, so that an evaluation without news is cheap and saves nothing.
/// </remarks>
public static class LifecycleDecision
{
    /// <summary>Decides on one event, or on what time and configuration have brought.</summary>
    /// <param name="current">The identity as last saved with its accounts; null for a new one.</param>
    /// <param name="lifecycleEvent">The event, checked by <see cref="EventValidation"/>; null when only time or configuration moved on.</param>
    /// <param name="snapshot">The configuration to decide with.</param>
    /// <param name="now">The instant of the decision.</param>
    /// <param name="context">Whose decision it is, and what others hold.</param>
    /// <exception cref="ArgumentException">There is neither an identity nor an event.</exception>
    public static Decision Decide(
        Identity? current, LifecycleEvent? lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context)
    {
        if (current is null && lifecycleEvent is null)
        {
            throw new ArgumentException("A new identity begins with an event.", nameof(lifecycleEvent));
        }

        var before = current ?? new Identity { Tenant = context.Tenant, Id = context.IdentityId };
        var folded = RecordFolding.Fold(before.Records, lifecycleEvent, snapshot, now, context.Leaves, context.DecidedSource);
        if (folded.Refusal is not null)
        {
            return new Decision { Next = before, Refusal = folded.Refusal };
        }

        context = lifecycleEvent is { Emergency: true } ? context with { Emergency = true } : context;
        var origin = new DecisionOrigin(lifecycleEvent, null, folded.Outcome);
        return Conclude(current, before, new(folded.Records, before.DirectGrants), origin, snapshot, now, context);
    }

    /// <summary>Decides on a change of direct grants.</summary>
    /// <param name="current">The identity as last saved with its accounts.</param>
    /// <param name="change">The change, checked by <see cref="GrantValidation"/>.</param>
    /// <param name="snapshot">The configuration to decide with.</param>
    /// <param name="now">The instant of the decision.</param>
    /// <param name="context">Whose decision it is, and what others hold.</param>
    public static Decision DecideGrantChange(
        Identity current, GrantChange change, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context)
    {
        var applied = GrantFolding.Apply(current, change, now);
        if (applied.Refusal is not null)
        {
            return new Decision { Next = current, Refusal = applied.Refusal };
        }

        var records = RecordFolding.Fold(current.Records, null, snapshot, now).Records;
        var outcome = applied.Grants == current.DirectGrants ? EventOutcome.Unchanged : EventOutcome.Applied;
        var decision = Conclude(current, current, new(records, applied.Grants), new(null, change, outcome), snapshot, now, context);
        return GrantFolding.Refusal(change, decision) is { } refusal ? new Decision { Next = current, Refusal = refusal } : decision;
    }

    private static Decision Conclude(
        Identity? current, Identity before, Folded folded, DecisionOrigin origin, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context)
    {
        var notes = new NoteCollector();
        var next = Evaluate(before, folded, snapshot, now, context, notes);
        var found = notes.ToImmutable();
        next = next with { WorkItems = ProblemItems.Known(next, found, before.WorkItems) };
        var changed = current is null || Differs(before, next);
        var saved = changed ? next with { PolicyVersion = snapshot.Version } : before;
        var items = ProblemItems.Changes(before, saved, found, snapshot);
        return new Decision
        {
            Next = saved,
            Changed = changed,
            Outcome = origin.Outcome,
            ChangedAccounts = ChangedAccounts(before, saved),
            Reserve = Added(before.Reservations, saved.Reservations),
            Release = [.. Added(saved.Reservations, before.Reservations).Select(r => (r, ReservationDecision.Until(r, snapshot, now)))],
            Audit = DecisionAudit.Write(current, saved, origin, items, snapshot, now),
            AddBlocks = saved.Blocks == before.Blocks ? [] : [.. saved.Blocks.Except(before.Blocks)],
            RemoveBlocks = saved.Blocks == before.Blocks ? [] : [.. before.Blocks.Except(saved.Blocks)],
            AddViolations = RulesOf(saved, before),
            RemoveViolations = RulesOf(before, saved),
            WorkItems = items,
            Hold = HeldChanges(before, saved),
            Free = HeldChanges(saved, before),
            Notes = found,
            MappingsRun = notes.MappingsRun,
        };
    }

    /// <summary>Leaves that are held after and were not before.</summary>
    private static ImmutableArray<HeldLeave> HeldChanges(Identity before, Identity after)
    {
        if (before.Records == after.Records || !after.Records.Any(r => r.Held is not null))
        {
            return [];
        }

        var known = before.Records.Select(r => (r.Source, r.Held?.EventId)).ToHashSet();
        return
        [
            .. after.Records.Where(r => r.Held is { } held && !known.Contains((r.Source, held.EventId)))
                .Select(r => new HeldLeave(r.Source, r.Key, r.Held!.EventId)),
        ];
    }

    private static Identity Evaluate(
        Identity before, Folded folded, PolicySnapshot snapshot, DateTimeOffset now, DecisionContext context, NoteCollector notes)
    {
        var records = Freshness.Stamp(before.Records, folded.Records, snapshot, now);
        var views = new RecordView[records.Length];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = RecordView.At(now, records[i], snapshot, notes);
        }

        var merged = AttributeMerge.Merge(before, views, snapshot, now, notes);
        var state = State(views);
        var next = before with
        {
            Records = records,
            Attributes = merged.Attributes,
            Provenance = merged.Provenance,
            State = state,
            LeftAt = IsHere(state) ? null : IsHere(before.State) ? now : before.LeftAt,
            Epoch = IsHere(before.State) == IsHere(state) ? before.Epoch : before.Epoch + 1,
        };
        var view = Value.From(new IdentityView(next.Id, state, next.Attributes, Tenure.Of(records)));
        var left = state == LifecycleState.Terminated || (IsHere(before.State) && !IsHere(state));
        var direct = GrantFolding.Keep(folded.DirectGrants, left, now);
        var evaluation = IsHere(state) ? new GrantEvaluation(snapshot, view, now, notes) : null;
        var given = evaluation?.Run(before, direct) ?? new GrantDecision([], [], [], before.Periods.Clear());
        var decided = new AccountDecision(next, snapshot, context, now, notes).Run(view, given.Grants, Changes(before, next, snapshot, context));
        var accounts = decided.Accounts;
        var allGone = accounts.All(a => a.State == AccountState.Absent);
        next = next with
        {
            State = state == LifecycleState.Terminated && allGone ? LifecycleState.Archived : state,
            Grants = given.Grants,
            Withheld = given.Withheld,
            Violations = given.Violations,
            Periods = given.Periods,
            DirectGrants = direct,
            Accounts = accounts,
            NextEvaluation = RecordView.Earlier(
                NextEvaluation(evaluation?.NextChange, views, accounts, snapshot, now), RecordView.Earlier(decided.Next, merged.Next)),
        };
        next = next with
        {
            Blocks = BlockDecision.Run(next, before.Blocks, snapshot, now),
            NextEvaluation = RecordView.Earlier(next.NextEvaluation, BlockDecision.Next(next, snapshot, now)),
        };
        return next with { Reservations = ReservationDecision.Run(next, before.Reservations, snapshot, now, context, notes) };
    }

    private static InputChanges Changes(Identity before, Identity next, PolicySnapshot snapshot, DecisionContext context) =>
        before.PolicyVersion == snapshot.Version && !context.RunAllMappings
            ? InputChanges.Between(before, next)
            : InputChanges.All;

    private static LifecycleState State(ReadOnlySpan<RecordView> views)
    {
        var state = LifecycleState.Terminated;
        foreach (var view in views)
        {
            if (view.Here && !view.Away)
            {
                return LifecycleState.Active;
            }

            state = (view.Here, view.Coming) switch
            {
                (true, _) => LifecycleState.Suspended,
                (_, true) when state == LifecycleState.Terminated => LifecycleState.Pending,
                _ => state,
            };
        }

        return state;
    }

    private static bool IsHere(LifecycleState state) => state is LifecycleState.Active or LifecycleState.Suspended;

    private static DateTimeOffset? NextEvaluation(
        DateTimeOffset? grants, ReadOnlySpan<RecordView> views, ImmutableArray<DesiredAccount> accounts, PolicySnapshot snapshot,
        DateTimeOffset now)
    {
        var next = grants;
        foreach (var view in views)
        {
            next = RecordView.Earlier(next, view.Next);
        }

        foreach (var account in accounts)
        {
            if (account.DeleteAt > now && snapshot.Targets.ContainsKey(account.Target))
            {
                next = RecordView.Earlier(next, account.DeleteAt);
            }
        }

        return next;
    }

    private static bool Differs(Identity before, Identity next) =>
        before.Records != next.Records
        || before.State != next.State
        || before.Epoch != next.Epoch
        || before.NextEvaluation != next.NextEvaluation
        || !ReferenceEquals(before.Attributes, next.Attributes)
        || !ReferenceEquals(before.Provenance, next.Provenance)
        || before.Grants != next.Grants
        || before.DirectGrants != next.DirectGrants
        || before.Withheld != next.Withheld
        || before.Violations != next.Violations
        || before.Periods != next.Periods
        || before.Accounts != next.Accounts
        || before.Reservations != next.Reservations
        || before.WorkItems != next.WorkItems
        || before.LeftAt != next.LeftAt
        || before.Blocks != next.Blocks;

    private static ImmutableArray<DesiredAccount> ChangedAccounts(Identity before, Identity next)
    {
        if (before.Accounts == next.Accounts)
        {
            return [];
        }

        // The accounts keep their places; new ones come behind.
        return [.. next.Accounts.Where((a, i) => i >= before.Accounts.Length || !ReferenceEquals(a, before.Accounts[i]))];
    }

    /// <summary>Rules that are violated in one state and not in the other.</summary>
    private static ImmutableArray<string> RulesOf(Identity violating, Identity other) => violating.Violations == other.Violations
        ? []
        : [.. violating.Violations.Select(v => v.Rule).Except(other.Violations.Select(v => v.Rule))];

    private static ImmutableArray<Reservation> Added(ImmutableArray<Reservation> before, ImmutableArray<Reservation> after) =>
        before == after ? [] : [.. after.Except(before)];

    /// <summary>What sources say and what is given directly, with the event or change folded in.</summary>
    private readonly record struct Folded(ImmutableArray<SourceRecord> Records, ImmutableArray<DirectGrant> DirectGrants);
}
