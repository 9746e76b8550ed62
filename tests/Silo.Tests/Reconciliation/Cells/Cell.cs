using Prov.Domain.Reconciliation;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>A cell of the decision table, and what has to come of it at a target.</summary>
/// <param name="Situation">The situation into which an account is brought.</param>
/// <param name="Action">What its target is told to do.</param>
/// <param name="After">
/// What the target then holds of it: <c>on</c> or <c>off</c>, the number and the phone of each account, with <c>N</c> for the person's own
/// number; empty when there is none.
/// </param>
/// <param name="Audit">What the run puts into the record about it: the action, and the operation where there is one.</param>
internal sealed record Cell(Situation Situation, ReconciliationAction Action, string After, string Audit = "")
{
    /// <summary>Key, family name and badge of the person whom it is about, and name of the account.</summary>
    public string Key { get; } = $"{Situation}-{Action}".ToLowerInvariant();

    /// <summary>The person's number, which proves an account to be theirs.</summary>
    public string Number => "n-" + Key;

    /// <summary>Its target: there is one for the defaults, one for the first thing that each situation allows instead, and so on.</summary>
    public string Target => CellTable.TargetOf(DecisionTable.Allowed(Situation).IndexOf(Action));

    /// <summary>True when it is told of: nobody is told of what is as it should be, or under way.</summary>
    public bool IsTold => Action != ReconciliationAction.None;

    /// <summary>True when there is a person who should have, or had, the account.</summary>
    public bool HasPerson => Situation is not (Situation.Orphan or Situation.Protected);

    /// <summary>True when the target refuses to make the account that the person is to have.</summary>
    public bool IsRefused => Situation is Situation.Awaited or Situation.Matched or Situation.Unlinked or Situation.Collision;

    /// <summary>True when Prov deletes the account before others act.</summary>
    public bool IsDeleted => Situation is Situation.Absent or Situation.OutOfScope or Situation.Returned;

    /// <summary>True when the person leaves and the account stays, disabled.</summary>
    public bool IsDisabled => Situation is Situation.Reenabled or Situation.Vanished or Situation.Unlinked or Situation.Collision;

    /// <summary>True when work on the account is under way while the run goes on.</summary>
    public bool IsOpen => Situation is Situation.Pending or Situation.Awaited or Situation.Matched;

    /// <summary>The cell's part of what a target holds, in the form of <see cref="After"/>.</summary>
    public string Of(IEnumerable<CellAccount> accounts) => string.Join(
        ", ",
        accounts.Where(a => a.Name == Key || a.Name.StartsWith(Key + ".", StringComparison.Ordinal))
            .OrderBy(a => a.Name, StringComparer.Ordinal)
            .Select(a => $"{a.Name[Key.Length..]} {(a.Enabled ? "on" : "off")} {(a.Number == Number ? "N" : a.Number)} {a.Phone}".Trim()));
}
