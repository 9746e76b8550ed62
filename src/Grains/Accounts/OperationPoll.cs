using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Grains.TargetSystems;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>What has become of a write that the target had accepted.</summary>
/// <param name="Row">The account; without the operation once it has ended.</param>
/// <param name="Stop">Why the attempt ends here; null when it goes on, by reading the account.</param>
/// <param name="Write">What the operation has written, for audit; empty when that is not certain.</param>
internal sealed record OperationPoll(AccountRow Row, ConnectorResult? Stop, string Write)
{
    public static async Task<OperationPoll> RunAsync(
        TargetRuntime target, AccountRow row, PendingOperation pending, CancellationToken cancellationToken)
    {
        var result = target.Connector.Capability<IOperationPoller>() is { } poller
            ? await target.CallAsync(writes: false, token => poller.PollAsync(pending.Handle, token), row.Desired.Emergency, cancellationToken)
            : ConnectorResult.Failed(ConnectorStatus.NotFound, "OPERATION_UNKNOWN", "The connector knows no operations any more.");
        var ended = row with { Account = row.Account with { Pending = null } };
        return result.Status switch
        {
            // Not told: it may still be under way.
            ConnectorStatus.Throttled or ConnectorStatus.Unavailable => new(row, result, ""),
            ConnectorStatus.Accepted => new(row, result with { Operation = pending.Handle }, pending.Write),
            ConnectorStatus.Refused or ConnectorStatus.Conflict => new(ended, result, ""),
            ConnectorStatus.Done => new(ended, null, pending.Write),
            _ => new(ended, null, ""),
        };
    }
}
