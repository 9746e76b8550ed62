namespace Prov.Grains.Policies;

/// <summary>Open or closed: background work waits here while it is paused.</summary>
internal sealed class PauseGate
{
    private volatile TaskCompletionSource? _closed;

    public void Close() => _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open()
    {
        var closed = _closed;
        _closed = null;
        closed?.TrySetResult();
    }

    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        _closed is { } closed ? new(closed.Task.WaitAsync(cancellationToken)) : default;
}
