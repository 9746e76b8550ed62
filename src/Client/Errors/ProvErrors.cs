using Google.Rpc;
using Grpc.Core;

namespace Prov.Client.Errors;

/// <summary>Reads the server's rich errors (google.rpc.Status with ErrorInfo, BadRequest, PreconditionFailure and RetryInfo).</summary>
public static class ProvErrors
{
    public static ProvError From(RpcException exception)
    {
        var status = exception.GetRpcStatus();
        var retry = status?.GetDetail<RetryInfo>()?.RetryDelay;
        return new(Reason(exception, status), Message(exception), CodeFor(exception.StatusCode))
        {
            Advice = retry is null ? Advice(exception.StatusCode) : $"Try again in {Math.Ceiling(retry.ToTimeSpan().TotalSeconds)} s.",
            Details = status is null ? [] : [.. Details(status)],
        };
    }

    private static string Reason(RpcException exception, Google.Rpc.Status? status) =>
        status?.GetDetail<ErrorInfo>()?.Reason is { Length: > 0 } reason ? reason : CodeName(exception.StatusCode);

    private static string CodeName(StatusCode code) =>
        string.Concat(code.ToString().Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    // The transport's own texts name sockets and inner exceptions, which help nobody here.
    private static string Message(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable when exception.GetRpcStatus() is null => "The server cannot be reached.",
        StatusCode.DeadlineExceeded => "The server did not answer in time. What was asked may still have been done.",
        StatusCode.Internal when exception.GetRpcStatus() is null => "The server gave an answer that is none. Is it a Prov server?",
        StatusCode.Unimplemented => "The server does not know this call. It may be older than this client.",
        _ => exception.Status.Detail,
    };

    private static string Advice(StatusCode code) => code switch
    {
        StatusCode.Unavailable => "Check --server (or PROV_SERVER) and that the server runs: ./prov serve.",
        StatusCode.DeadlineExceeded => "Look with prov status, then try again with a longer --deadline.",
        StatusCode.Unauthenticated => "Give a token with --token, PROV_TOKEN or --token-file. The first start of a server writes one to prov-data/admin.token.",
        StatusCode.PermissionDenied => "Ask an administrator for the permission, or use another token.",
        StatusCode.Internal => "Try again. If it stays so, look into the server's log.",
        _ => "",
    };

    private static int CodeFor(StatusCode code) => code switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => ExitCode.NotReachable,
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => ExitCode.NotPermitted,
        _ => ExitCode.Refused,
    };

    private static IEnumerable<ProvErrorDetail> Details(Google.Rpc.Status status)
    {
        var fields = status.GetDetail<BadRequest>()?.FieldViolations ?? [];
        var conditions = status.GetDetail<PreconditionFailure>()?.Violations ?? [];
        return fields.Select(f => new ProvErrorDetail(f.Reason, f.Field, f.Description))
            .Concat(conditions.Select(c => new ProvErrorDetail(c.Type, c.Subject, c.Description)));
    }
}
