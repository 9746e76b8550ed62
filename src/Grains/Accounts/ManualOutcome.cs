using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>Turns the end of an attempt at a target that people change into the account's new state and its work items.</summary>
internal static class ManualOutcome
{
    /// <summary>How often it is looked whether a person is done, should the word of it have been lost.</summary>
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan _tellAgain = TimeSpan.FromMinutes(1);

    /// <summary>Opens the item, and withdraws the one that it replaces. One that was completed in error is opened again.</summary>
    public static AccountAttempt Asked(AccountRow row, ManualTask task, AccountPlan plan, string owner, DateTimeOffset now)
    {
        var key = $"manual:{row.Desired.AccountId}:{row.Desired.Generation.ToString(CultureInfo.InvariantCulture)}";
        var itemId = WorkItem.IdOf(row.Desired.Tenant, key);
        var before = row.Account.Asked?.ItemId;
        var item = new WorkItem
        {
            Tenant = row.Desired.Tenant,
            Key = key,
            Kind = WorkItemKind.Manual,
            Subject = row.Desired.IdentityId,
            Owner = owner,
            Summary = $"{ManualInstructions.TitleOf(task)}. Do what the item says and complete it with evidence.",
            Details = DetailsOf(task),
            Task = task with { Replaces = before is null || before == itemId ? "" : before },
        };
        ImmutableArray<WorkItemChange> changes = item.Task.Replaces.Length == 0
            ? [new OpenWorkItem(item)]
            : [new OpenWorkItem(item), new CloseWorkItem(before!, WorkItemState.Cancelled, "prov", $"Replaced by {itemId}.")];
        var account = row.Account with { Asked = new AskedChange(itemId, plan.Result, Told: false) };
        return Waiting(account, "AWAITS_PERSON", $"Work item {itemId} is open.", now) with
        {
            WorkItems = changes,
            Audit =
            [
                .. WorkItemAudit.Entries(changes, row.Desired.Tenant, row.Desired.IdentityId, "prov", row.Desired.AccountId, now),
            ],
        };
    }

    public static AccountAttempt AwaitsPerson(AccountRow row, string itemId, DateTimeOffset now) =>
        Waiting(row.Account, "AWAITS_PERSON", $"Work item {itemId} is open.", now + _lookAgain);

    public static AccountAttempt AwaitsReadBack(AccountRow row, string itemId, DateTimeOffset now) => Waiting(
        row.Account, "AWAITS_READ_BACK", $"Work item {itemId} is done; the target's export is older than that and cannot prove it yet.", now + _lookAgain);

    public static AccountAttempt NotTold(AccountRow row, ConnectorResult failure, DateTimeOffset now) => Waiting(
        row.Account, failure.Reason, $"The work item {row.Account.Asked!.ItemId} is open, but nobody could be told of it: {failure.Message}", now + (failure.RetryAfter ?? _tellAgain));

    private static AccountAttempt Waiting(Account account, string reason, string message, DateTimeOffset dueAt) => new(
        account with { Status = AccountStatus.Accepted, Attempts = 0, FailureReason = reason, FailureMessage = message, TakenName = null },
        dueAt,
        []);

    private static ImmutableSortedDictionary<string, string> DetailsOf(ManualTask task) => AuditDetails.Of(
        ("account", task.AccountId),
        ("action", task.Action.ToString()),
        ("target", task.Target),
        ("urgent", task.Urgent ? "true" : "false"));
}
