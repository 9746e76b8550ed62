using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Accounts;

namespace Prov.Domain.WorkItems;

/// <summary>The work item of an account that its target refuses again and again.</summary>
public static class QuarantineItems
{
    /// <summary>What an attempt changes: the item is opened with the refusal that is one too many, and closed when the target agrees.</summary>
    /// <param name="desired">What the account should be.</param>
    /// <param name="before">The account before the attempt.</param>
    /// <param name="after">The account after it.</param>
    public static ImmutableArray<WorkItemChange> Changes(DesiredAccount desired, Account before, Account after)
    {
        var (was, isIn) = (IsIn(before), IsIn(after));
        return was == isIn ? []
            : isIn ? [new OpenWorkItem(ItemOf(desired, after))]
            : [new CloseWorkItem(WorkItem.IdOf(desired.Tenant, KeyOf(desired)), WorkItemState.Cancelled, "prov", "The target accepts the account.")];
    }

    private static bool IsIn(Account account) => account.Refusals >= Limits.RefusalsUntilQuarantine;

    private static string KeyOf(DesiredAccount desired) => "quarantine:" + desired.AccountId;

    private static WorkItem ItemOf(DesiredAccount desired, Account account) => new()
    {
        Tenant = desired.Tenant,
        Key = KeyOf(desired),
        Kind = WorkItemKind.Manual,
        Subject = desired.IdentityId,
        Summary = "A target refuses an account again and again. Correct what it refuses, then try the account again; it is also tried once in a while.",
        Details = ImmutableSortedDictionary<string, string>.Empty
            .Add("account", desired.AccountId)
            .Add("target", desired.Target)
            .Add("reason", account.FailureReason ?? "")
            .Add("refusals", account.Refusals.ToString(CultureInfo.InvariantCulture))
            .Add("removesAccess", desired.RemovesAccess ? "yes" : "no"),
    };
}
