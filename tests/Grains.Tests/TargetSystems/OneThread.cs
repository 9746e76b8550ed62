namespace Prov.Grains.Tests.TargetSystems;

/// <summary>
/// Runs what is asynchronous on the test's own thread, in the order in which it became ready. So time passes for all alike, however busy the
/// machine is: nobody is late because a thread was.
/// </summary>
internal sealed class OneThread : SynchronizationContext, IDisposable
{
    private readonly SynchronizationContext? _before = Current;
    private readonly Queue<(SendOrPostCallback Call, object? State)> _ready = [];

    public OneThread() => SetSynchronizationContext(this);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing may wait here.");

    /// <summary>Goes on until everybody waits.</summary>
    public void Run()
    {
        while (TryTake(out var ready))
        {
            ready.Call(ready.State);
        }
    }

    public void Dispose() => SetSynchronizationContext(_before);

    private bool TryTake(out (SendOrPostCallback Call, object? State) ready)
    {
        lock (_ready)
        {
            return _ready.TryDequeue(out ready);
        }
    }
}
