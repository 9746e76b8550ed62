using Grpc.Core;

namespace Prov.Connectors.Remote.Agents;

/// <summary>How a call of one answer ended.</summary>
internal sealed class AgentCallEnd
{
    public Status Status { get; private set; } = new(StatusCode.Unknown, "The call is under way.");

    public async Task<T> WatchAsync<T>(Task<T> call)
    {
        try
        {
            var answer = await call;
            Status = Status.DefaultSuccess;
            return answer;
        }
        catch (RpcException e)
        {
            Status = e.Status;
            throw;
        }
    }
}
