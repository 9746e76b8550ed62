using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.WorkItems;

namespace Prov.Grains.Accounts;

/// <summary>
/// Writes that a target confirms without effect. The same difference, seen again after the generation was applied, is written once more and
/// read back at once: if it is still there, nobody else undid it. Then the writing stops and a person is asked.
/// </summary>
internal static class UnconvergedWrites
{
    public const string Reason = "WRITE_NOT_CONVERGING";

    private static readonly TimeSpan _stop = TimeSpan.FromDays(1);
    private static readonly TimeSpan _stopOfRemovals = TimeSpan.FromHours(1);

    /// <summary>How long the same difference is left alone; it is tried again in case the target was put right, sooner where access stays open.</summary>
    public static TimeSpan StopFor(AccountPlan difference) => difference.Enabled == false || !difference.Remove.IsEmpty ? _stopOfRemovals : _stop;

    /// <summary>True when the difference is one that could be there because an earlier write of it had no effect.</summary>
    public static bool MayRepeat(AccountPlan plan, DesiredAccount desired, Account account) =>
        plan.Kind == AccountPlanKind.Update && account.AppliedGeneration == desired.Generation;

    /// <summary>True when just this difference is not to be written now.</summary>
    /// <param name="plan">From what has just been read.</param>
    /// <param name="before">From what was read when the writing was stopped.</param>
    public static bool IsStopped(AccountPlan plan, AccountPlan before, Account account, DateTimeOffset now) =>
        account.WritesStoppedUntil is { } until && now < until && plan.Repeats(before);

    public static string Message(AccountPlan difference) =>
        $"The target confirms the change of {string.Join(", ", difference.Touches())} and does not make it. Correct the mapping or the target.";

    public static OpenWorkItem Open(DesiredAccount desired, AccountPlan difference) => new(new WorkItem
    {
        Tenant = desired.Tenant,
        Key = KeyOf(desired),
        Kind = WorkItemKind.DataQuality,
        Subject = desired.AccountId,
        Summary = Message(difference),
        Details = ImmutableSortedDictionary<string, string>.Empty
            .Add("reason", Reason).Add("target", desired.Target).Add("identity", desired.IdentityId).Add("attributes", string.Join(", ", difference.Touches())),
    });

    public static ImmutableArray<WorkItemChange> Close(Account account, DesiredAccount desired) => account.WritesStoppedUntil is null
        ? []
        : [new CloseWorkItem(WorkItem.IdOf(desired.Tenant, KeyOf(desired)), WorkItemState.Cancelled, "prov", "The target agrees.")];

    private static string KeyOf(DesiredAccount desired) => $"{Reason}:{desired.AccountId}";
}
