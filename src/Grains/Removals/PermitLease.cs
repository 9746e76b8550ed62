namespace Prov.Grains.Removals;

/// <summary>Leaves of one scope that are counted in the store and not yet made by this silo.</summary>
internal sealed class PermitLease
{
    private const int Largest = 64;

    // A lease that was used up so fast means that many leaves come: the next is twice as large.
    private static readonly TimeSpan _fast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private int _left;
    private int _size;
    private DateTimeOffset _filledAt;

    /// <summary>One caller at a time asks the store.</summary>
    public SemaphoreSlim Asking { get; } = new(1, 1);

    public bool TryUse(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_left == 0 || now - _filledAt > _lifetime)
            {
                return false;
            }

            _left--;
            return true;
        }
    }

    public int NextSize(DateTimeOffset now)
    {
        lock (_lock)
        {
            return _size > 0 && now - _filledAt < _fast ? Math.Min(2 * _size, Largest) : 1;
        }
    }

    /// <summary>Takes in what the store has counted; one of it is used at once.</summary>
    public void Fill(int size, DateTimeOffset now)
    {
        lock (_lock)
        {
            (_left, _size, _filledAt) = (size - 1, size, now);
        }
    }

    public void GiveBack()
    {
        lock (_lock)
        {
            _left++;
        }
    }
}
