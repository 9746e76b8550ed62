using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Accounts;
using static Prov.Domain.Reconciliation.ReconciliationAction;

namespace Prov.Domain.Reconciliation;

/// <summary>
/// The table of reconciliation: wanted by policy, linked, present at the target; every combination has one situation, a default action and
/// the actions that a target may choose instead.
/// </summary>
public static class DecisionTable
{
    private static readonly FrozenDictionary<Situation, ImmutableArray<ReconciliationAction>> _actions =
        new Dictionary<Situation, ImmutableArray<ReconciliationAction>>
        {
            [Situation.Absent] = [None],
            [Situation.Confirmed] = [None],
            [Situation.Pending] = [None],
            [Situation.Awaited] = [None],
            [Situation.Different] = [Restore, SyncBack, Report],
            [Situation.Reenabled] = [Restore, Report],
            [Situation.Missing] = [Restore, Report],
            [Situation.Vanished] = [Accept, Report],
            [Situation.OutOfScope] = [Restore, Report],
            [Situation.Unlinked] = [Link, Report],
            [Situation.Collision] = [AskOwner, Report],
            [Situation.Returned] = [AskOwner, Report, Disable, Delete],
            [Situation.Matched] = [Link, AskOwner, Report],
            [Situation.Unassigned] = [Report, AskOwner, Disable, Delete],
            [Situation.Disputed] = [AskOwner, Report],
            [Situation.Orphan] = [Report, AskOwner, Disable, Delete],
            [Situation.Protected] = [None, Report],
        }.ToFrozenDictionary();

    /// <summary>The situation of an account.</summary>
    public static Situation Of(AccountFacts facts) => facts switch
    {
        { Protected: true, Presence: not AccountPresence.Absent } => Situation.Protected,
        { Desired: null, Presence: AccountPresence.Absent } => Situation.Absent,
        { Desired: null } => Unowned(facts.Match),
        { Pending: true } => Situation.Pending,
        { Linked: true } => Linked(facts),
        { Presence: AccountPresence.Absent } => facts.Desired == AccountState.Enabled ? Situation.Awaited : Situation.Absent,
        { Desired: AccountState.Absent } => Situation.Returned,
        _ => facts.Ours ? Situation.Unlinked : Situation.Collision,
    };

    /// <summary>What is done when the target says nothing else.</summary>
    public static ReconciliationAction Default(Situation situation) => _actions[situation][0];

    /// <summary>What a target may choose; the default first.</summary>
    public static ImmutableArray<ReconciliationAction> Allowed(Situation situation) => _actions[situation];

    /// <summary>True when the action can take access away, or answers an absence: counted by the guard before any of them is done.</summary>
    public static bool IsGuarded(Situation situation, ReconciliationAction action) =>
        action is Disable or Delete || (action == Restore && situation is Situation.Missing or Situation.OutOfScope or Situation.Reenabled)
        || (action == Accept && situation == Situation.Vanished);

    private static Situation Unowned(OwnerMatch match) => match switch
    {
        OwnerMatch.Awaiting => Situation.Matched,
        OwnerMatch.Other => Situation.Unassigned,
        OwnerMatch.Doubtful => Situation.Disputed,
        _ => Situation.Orphan,
    };

    private static Situation Linked(AccountFacts facts) => (facts.Desired, facts.Presence) switch
    {
        (AccountState.Enabled, AccountPresence.Absent) => Situation.Missing,
        (_, AccountPresence.Absent) => Situation.Vanished,
        (AccountState.Absent, _) => Situation.OutOfScope,
        (_, AccountPresence.Same) => Situation.Confirmed,
        (AccountState.Disabled, _) when facts.Enabled => Situation.Reenabled,
        _ => Situation.Different,
    };
}
