using System.Security.Authentication;
using Grpc.Core;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Agents;

namespace Prov.Connectors.Remote.Outcomes;

/// <summary>What it means to the engine when the remote connector itself fails. Nothing that it says of itself is passed on.</summary>
internal static class RemoteFaults
{
    /// <summary>The outcome of a call that failed.</summary>
    /// <param name="fault">How gRPC tells it.</param>
    /// <param name="writes">True when the call may have changed something once it was sent.</param>
    public static ConnectorResult Explain(RpcException fault, bool writes)
    {
        if (NotSent(fault.Status.DebugException) is { } notSent)
        {
            return notSent;
        }

        var lost = writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable;
        return fault.StatusCode switch
        {
            StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                Failed(ConnectorStatus.Unavailable, "INVALID_CREDENTIALS", "The remote connector does not accept the token. Correct token."),
            StatusCode.Unimplemented => Failed(
                ConnectorStatus.Refused, "CAPABILITY_NOT_KEPT", "The remote connector says that it can do this, but does not implement it. Correct the connector, or capabilities."),
            StatusCode.DeadlineExceeded => Failed(lost, "TIMEOUT", "The remote connector did not answer in time."),
            StatusCode.ResourceExhausted => Failed(
                lost, "MESSAGE_TOO_LARGE", "A message was larger than maxMessageMegabytes or than the remote connector takes."),
            StatusCode.Unavailable or StatusCode.Cancelled => Failed(lost, "CONNECTION_LOST", "The connection was lost before the remote connector answered."),
            _ => Failed(lost, "CONNECTOR_FAILED", $"The remote connector failed (gRPC status {fault.StatusCode}). Its own log says more."),
        };
    }

    /// <summary>The outcome of an answer that cannot be.</summary>
    public static ConnectorResult Invalid(FormatException fault, bool writes) => Failed(
        writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "ANSWER_INVALID", $"The remote connector breaks the contract: {fault.Message}");

    public static ConnectorResult Failed(ConnectorStatus status, string reason, string message) => ConnectorResult.Failed(status, reason, message);

    private static ConnectorResult? NotSent(Exception? cause) => cause switch
    {
        AgentAbsentException => Failed(ConnectorStatus.Unavailable, "AGENT_NOT_CONNECTED", "The agent has not dialled this silo, or has been cut off."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException => Failed(
            ConnectorStatus.Unavailable,
            "TLS_NOT_TRUSTED",
            "The server's certificate does not name address, has expired or does not come from a trusted authority. Correct address or caFile."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
            Failed(ConnectorStatus.Unavailable, "UNREACHABLE", "The remote connector cannot be reached."),
        _ => null,
    };
}
