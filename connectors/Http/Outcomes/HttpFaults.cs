using System.Net;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Outcomes;

/// <summary>What status codes and broken connections mean to the engine (RFC 9110, 15).</summary>
public static class HttpFaults
{
    /// <summary>The outcome of an answer that says no.</summary>
    /// <param name="status">The status code, or the one that the body gives instead.</param>
    /// <param name="retryAfter">How long the server wants to be left alone, if it said so.</param>
    /// <param name="writes">True when what was asked changes something.</param>
    public static ConnectorResult Explain(int status, TimeSpan? retryAfter, bool writes) => (HttpStatusCode)status switch
    {
        HttpStatusCode.Unauthorized => Failed(ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "The server refused the sign-in. Correct the credentials."),
        HttpStatusCode.Forbidden => Failed(ConnectorStatus.Refused, "INSUFFICIENT_ACCESS", "The credentials may not do this. Grant them the right."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account."),
        HttpStatusCode.Conflict => Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "Another account has this name or a value that the server wants once."),
        HttpStatusCode.PreconditionFailed => Failed(ConnectorStatus.Unavailable, "CHANGED_MEANWHILE", "Somebody else changed the account at the same time."),
        HttpStatusCode.RequestEntityTooLarge => Failed(ConnectorStatus.Refused, "REQUEST_TOO_LARGE", "The server does not take so much at once."),
        HttpStatusCode.TooManyRequests => Failed(ConnectorStatus.Throttled, "THROTTLED", "The server wants fewer calls.", retryAfter),
        HttpStatusCode.ServiceUnavailable => Failed(ConnectorStatus.Unavailable, "SERVER_NOT_READY", "The server cannot serve now.", retryAfter),
        HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed =>
            Failed(ConnectorStatus.Refused, "OPERATION_NOT_SUPPORTED", "The server does not know this operation. Correct the settings."),
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => Failed(
            ConnectorStatus.Refused, "REDIRECTED", "The server sends to another address, which is never followed, so that no secret gets there. Correct the address in the settings."),
        >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout =>
            Failed(writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "SERVER_ERROR", $"The server failed (status {status}).", retryAfter),
        _ => Failed(ConnectorStatus.Refused, "REQUEST_REFUSED", $"The server refused (status {status}). Correct the mappings or settings."),
    };

    /// <summary>The outcome of a call that ended early, by whether it may have changed something.</summary>
    public static ConnectorResult Explain(Exception exception, HttpCall call)
    {
        if (exception is HttpFaultException { Outcome: var outcome })
        {
            var nothingHappened = outcome.Status is ConnectorStatus.Unavailable or ConnectorStatus.Throttled;
            return (nothingHappened && call.MayHaveChanged) || (call.HasChanged && outcome.Status != ConnectorStatus.Unknown)
                ? outcome with { Status = ConnectorStatus.Unknown }
                : outcome;
        }

        var status = call.MayHaveChanged ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable;
        return exception is OperationCanceledException
            ? Failed(status, "TIMEOUT", "The server did not answer in time.")
            : Failed(status, "CONNECTION_LOST", "The connection was lost before the server answered.");
    }

    /// <summary>True for what a call may end with; anything else is a fault of the program.</summary>
    public static bool IsExpected(Exception exception) => exception is HttpFaultException or OperationCanceledException or IOException or HttpRequestException;

    private static ConnectorResult Failed(ConnectorStatus status, string reason, string message, TimeSpan? retryAfter = null) =>
        ConnectorResult.Failed(status, reason, message, retryAfter);
}
