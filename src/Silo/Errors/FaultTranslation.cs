using System.Data.Common;
using Grpc.Core;
using Orleans.Runtime;
using Prov.Storage;
using Prov.Storage.Commits;
using Prov.V1;

namespace Prov.Silo.Errors;

/// <summary>Turns what went wrong inside into what a caller may know of it.</summary>
internal static class FaultTranslation
{
    private static readonly TimeSpan _busyDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Null for what has no answer of its own: an internal error.</summary>
    public static RpcException? Translate(Exception fault) => fault switch
    {
        RpcException known => known,
        StoreBusyException => RpcErrors.Busy(StatusCode.Unavailable, _busyDelay),
        GatewayTooBusyException or LimitExceededException => RpcErrors.Busy(StatusCode.Unavailable, _busyDelay),

        // A call that its caller gave up does not come here; what else was given up was on its way to a silo that was lost.
        TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or OperationCanceledException => RpcErrors.Of(
            StatusCode.Unavailable, ErrorReason.OutcomeUnknown, "No answer came in time, so it may or may not have been done. Send the same call again."),

        // Only what the database refuses by its content is a fault of ours; the rest passes when an operator or time has mended it.
        StoreException { Reason: StoreReasons.DataRefused } => null,
        DbException or StoreException => RpcErrors.Of(
            StatusCode.Unavailable, ErrorReason.StoreUnavailable, "The database cannot be reached for now. Send the same call again."),
        _ => null,
    };

    /// <summary>An internal error: the caller gets a reference, the log has what happened under it.</summary>
    public static RpcException Internal(string reference) => RpcErrors.Of(
        StatusCode.Internal, ErrorReason.Internal, "Something went wrong inside; the server's log has it under the reference.", ("reference", reference));
}
