using System.Collections.Immutable;
using Prov.Domain.Reconciliation;
using static Prov.Domain.Reconciliation.ReconciliationAction;
using static Prov.Domain.Reconciliation.Situation;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>Every cell of the decision table, written down without looking at it.</summary>
internal static class CellTable
{
    private static readonly string[] _targets = ["crm-defaults", "crm-overrides", "crm-second-overrides", "crm-third-overrides"];

    public static ImmutableArray<Cell> All { get; } =
    [
        // Nothing there that could be found, and nothing done.
        new(Absent, None, ""),
        new(Awaited, None, ""),
        new(Confirmed, None, "on N 1"),

        // The drift is left alone while Prov's own work on the account is not done.
        new(Pending, None, "on N 5"),

        new(Different, Restore, "on N 1", "ACCOUNT_APPLIED UPDATE"),
        new(Different, SyncBack, "on N 77"),
        new(Different, Report, "on N 77"),
        new(Reenabled, Restore, "off N 1", "ACCOUNT_APPLIED UPDATE"),
        new(Reenabled, Report, "on N 1"),
        new(Missing, Restore, "on N 1", "ACCOUNT_APPLIED CREATE"),
        new(Missing, Report, ""),
        new(Vanished, Accept, "", "ACCOUNT_APPLIED UNLINK"),
        new(Vanished, Report, ""),
        new(OutOfScope, Restore, "", "ACCOUNT_APPLIED DELETE"),
        new(OutOfScope, Report, "on N 1"),

        // Its person has left, so that it is disabled once it is known to be theirs.
        new(Unlinked, Link, "off N 1", "ACCOUNT_APPLIED UPDATE"),
        new(Unlinked, Report, "on N 1"),
        new(Collision, AskOwner, "on x 1", "WORK_ITEM_OPENED"),
        new(Collision, Report, "on x 1"),
        new(Returned, AskOwner, "on N 1", "WORK_ITEM_OPENED"),
        new(Returned, Report, "on N 1"),
        new(Returned, Disable, "off N 1", "FOUND_ACCOUNT_CHANGED DISABLE"),
        new(Returned, Delete, "off N 1", "FOUND_ACCOUNT_CHANGED DISABLE"),

        // It had another name, and gets its person's.
        new(Matched, Link, "on N 1", "ACCOUNT_APPLIED UPDATE"),
        new(Matched, AskOwner, ".found on N 1", "WORK_ITEM_OPENED"),
        new(Matched, Report, ".found on N 1"),

        // A second account of one who has the first.
        new(Unassigned, Report, "on N 1, .second on N 1"),
        new(Unassigned, AskOwner, "on N 1, .second on N 1", "WORK_ITEM_OPENED"),
        new(Unassigned, Disable, "on N 1, .second off N 1", "FOUND_ACCOUNT_CHANGED DISABLE"),
        new(Unassigned, Delete, "on N 1, .second off N 1", "FOUND_ACCOUNT_CHANGED DISABLE"),

        // The number of one, the badge of another.
        new(Disputed, AskOwner, "on N 1, .found on N 1", "WORK_ITEM_OPENED"),
        new(Disputed, Report, "on N 1, .found on N 1"),
        new(Orphan, Report, "on x 1"),
        new(Orphan, AskOwner, "on x 1", "WORK_ITEM_OPENED"),
        new(Orphan, Disable, "off x 1", "FOUND_ACCOUNT_CHANGED DISABLE"),
        new(Orphan, Delete, "off x 1", "FOUND_ACCOUNT_CHANGED DISABLE"),
        new(Protected, None, "on x 1"),
        new(Protected, Report, "on x 1"),
    ];

    public static IEnumerable<string> Targets => All.Select(c => c.Target).Distinct();

    public static string TargetOf(int place) => _targets[place];

    public static IReadOnlyList<Cell> At(string target) => [.. All.Where(c => c.Target == target)];

    public static Cell Find(Situation situation, ReconciliationAction action) => All.Single(c => c.Situation == situation && c.Action == action);
}
