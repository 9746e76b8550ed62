namespace Prov.Grains.TargetSystems;

/// <summary>Who may ask for calls of a rate that is used up: one at a time, those who take access away first, then in the order of coming.</summary>
internal sealed class RateTurn
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _removals = [];
    private readonly Queue<TaskCompletionSource> _others = [];
    private bool _taken;

    /// <summary>Waits for the turn; each must <see cref="Leave"/> afterwards.</summary>
    /// <param name="removesAccess">True to go before those that do not.</param>
    public Task EnterAsync(bool removesAccess)
    {
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return Task.CompletedTask;
            }

            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (removesAccess ? _removals : _others).Enqueue(waiting);
            return waiting.Task;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (_removals.TryDequeue(out var next) || _others.TryDequeue(out next))
            {
                next.SetResult();
            }
            else
            {
                _taken = false;
            }
        }
    }
}
