using System.Collections.Immutable;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Rest.Outcomes;

/// <summary>What answers mean: by the rules of the target, otherwise by their status.</summary>
internal sealed class RestFaults(ImmutableArray<RestErrorRule> rules)
{
    public ConnectorResult Explain(HttpReply reply, bool writes) =>
        rules.FirstOrDefault(r => r.Fits(reply)) is { } rule ? Explain(rule.Outcome, reply)
        : reply.IsSuccess ? ConnectorResult.Done
        : HttpFaults.Explain(reply.Status, reply.RetryAfter, writes);

    private static ConnectorResult Explain(ConnectorStatus outcome, HttpReply reply) => outcome switch
    {
        ConnectorStatus.Done => ConnectorResult.Done,
        ConnectorStatus.Conflict => Failed(outcome, "NAME_TAKEN", "Another account has this name or a value that the server wants once.", null),
        ConnectorStatus.NotFound => Failed(outcome, "ACCOUNT_NOT_FOUND", "There is no such account.", null),
        ConnectorStatus.Throttled => Failed(outcome, "THROTTLED", "The server wants fewer calls.", reply.RetryAfter),
        ConnectorStatus.Unavailable => Failed(outcome, "SERVER_NOT_READY", $"The server cannot serve now (status {reply.Status}).", reply.RetryAfter),
        ConnectorStatus.Unknown => Failed(outcome, "SERVER_ERROR", $"The server failed (status {reply.Status}).", reply.RetryAfter),
        _ => Failed(outcome, "REQUEST_REFUSED", $"The server refused (status {reply.Status}). Correct the mappings or settings.", null),
    };

    private static ConnectorResult Failed(ConnectorStatus status, string reason, string message, TimeSpan? retryAfter) =>
        ConnectorResult.Failed(status, reason, message, retryAfter);
}
