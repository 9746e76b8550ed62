using Google.Rpc;
using Grpc.Core;

namespace Prov.Silo.Tests.Fixture;

/// <summary>Expects calls to fail as the API promises.</summary>
internal static class Fail
{
    /// <summary>The error of a call; checks its code, its reason and that it is ours.</summary>
    public static async Task<RpcException> WithAsync(StatusCode code, string reason, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, reason), (error.StatusCode, error.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        Assert.Equal("prov", error.GetRpcStatus()!.GetDetail<ErrorInfo>().Domain);
        return error;
    }

    /// <summary>Field and reason of each fault.</summary>
    public static IReadOnlyList<(string Field, string Reason)> FaultsOf(Google.Rpc.Status status) =>
        [.. status.GetDetail<BadRequest>().FieldViolations.Select(v => (v.Field, v.Reason))];

    public static IReadOnlyList<(string Field, string Reason)> FaultsOf(RpcException error) => FaultsOf(error.GetRpcStatus()!);
}
