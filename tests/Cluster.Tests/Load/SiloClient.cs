using Grpc.Core;
using Prov.Cluster.Tests.People;
using Prov.V1;

namespace Prov.Cluster.Tests.Load;

/// <summary>Submits events to one silo through one stream, which is opened anew whenever it broke.</summary>
/// <param name="name">The silo's name.</param>
/// <param name="channel">Leads to it; connects again by itself.</param>
/// <param name="clock">Stamps the attempts.</param>
public sealed class SiloClient(string name, ChannelBase channel, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lock opening = new();
    private SiloStream? stream;

    /// <summary>Submits an event once.</summary>
    /// <returns>How it went; never a fault.</returns>
    public async Task<Attempt> SubmitAsync(CareerEvent step)
    {
        var start = clock.GetUtcNow();
        try
        {
            var answer = await Open().SubmitAsync(WireEvent.From(step), Limit);
            return Done(step, start) with
            {
                Receipt = answer.Receipt,
                Failure = answer.Error is { } error ? $"{(StatusCode)error.Code}: {error.Message}" : null,
                Refused = answer.Error is { } e && (StatusCode)e.Code is StatusCode.InvalidArgument or StatusCode.FailedPrecondition
                    or StatusCode.NotFound or StatusCode.AlreadyExists or StatusCode.PermissionDenied,
            };
        }
        catch (Exception e) when (e is RpcException or TimeoutException)
        {
            return Done(step, start) with { Failure = e is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : e.Message };
        }
    }

    /// <inheritdoc />
    public void Dispose() => stream?.Dispose();

    private Attempt Done(CareerEvent step, DateTimeOffset start) => new(step, name, start, clock.GetUtcNow());

    private SiloStream Open()
    {
        lock (opening)
        {
            if (stream is not { IsBroken: false })
            {
                stream?.Dispose();
                stream = new SiloStream(channel);
            }

            return stream;
        }
    }
}
