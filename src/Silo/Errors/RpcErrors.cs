using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Prov.Grains.Contracts;
using Prov.V1;
using Status = Google.Rpc.Status;

namespace Prov.Silo.Errors;

/// <summary>Builds the errors that callers see: a status code, a reason with its facts, every fault at once, when to try again.</summary>
internal static class RpcErrors
{
    public static RpcException Of(StatusCode code, ErrorReason reason, string message, params ReadOnlySpan<(string Name, string Value)> facts) =>
        StatusOf(code, Reasons.TextOf(reason), message, facts).ToRpcException();

    /// <summary>An input with faults: the first one's reason for the whole, each with its own.</summary>
    public static RpcException Invalid(params IReadOnlyList<InputFault> faults) => InvalidStatus(faults).ToRpcException();

    public static RpcException Invalid(ErrorReason reason, string field, string message) =>
        Invalid(new InputFault(Reasons.TextOf(reason), field, message));

    public static RpcException NotFound(ErrorReason reason, string message, string name) =>
        Of(StatusCode.NotFound, reason, message, ("name", name));

    public static RpcException PermissionDenied(string permission) => Of(
        StatusCode.PermissionDenied, ErrorReason.PermissionDenied, "The caller may not do this. Ask for a role with the permission.", ("permission", permission));

    /// <summary>Nothing was done; the same call can succeed after the delay.</summary>
    public static RpcException Busy(StatusCode code, TimeSpan delay)
    {
        var status = StatusOf(code, Reasons.TextOf(ErrorReason.ServerBusy), "Too much is under way. Try again after the delay.");
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status.ToRpcException();
    }

    /// <summary>The status of a refused input, for an item of a batch or stream.</summary>
    public static Status InvalidStatus(IReadOnlyList<InputFault> faults) =>
        FaultsStatus(FaultCodes.Of(faults[0].Reason), faults[0].Reason, faults[0].Message, faults);

    /// <summary>A status with its own reason and every fault.</summary>
    public static Status FaultsStatus(StatusCode code, string reason, string message, IReadOnlyList<InputFault> faults)
    {
        var status = StatusOf(code, reason, message);
        var request = new BadRequest();
        request.FieldViolations.AddRange(faults.Select(
            f => new BadRequest.Types.FieldViolation { Field = f.Field, Description = f.Message, Reason = f.Reason }));
        status.Details.Add(Any.Pack(request));
        return status;
    }

    public static Status StatusOf(StatusCode code, string reason, string message, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var information = new ErrorInfo { Domain = Reasons.Domain, Reason = reason };
        foreach (var (name, value) in facts)
        {
            information.Metadata[name] = value;
        }

        return new Status { Code = (int)code, Message = message, Details = { Any.Pack(information) } };
    }
}
