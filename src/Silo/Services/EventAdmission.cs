using Grpc.Core;
using Prov.Silo.Errors;

namespace Prov.Silo.Services;

/// <summary>The places for events under way in this silo. Single calls are turned away when all are taken; streams wait, which holds back their senders.</summary>
internal sealed class EventAdmission(AdmissionOptions options) : IDisposable
{
    private static readonly TimeSpan _delay = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _places = new(options.EventsUnderWay);

    /// <exception cref="RpcException">No place is free.</exception>
    public void Enter()
    {
        if (!_places.Wait(0))
        {
            throw RpcErrors.Busy(StatusCode.ResourceExhausted, _delay);
        }
    }

    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    public void Leave() => _places.Release();

    public void Dispose() => _places.Dispose();
}
