using Prov.Domain.Accounts;

namespace Prov.Grains.Accounts;

/// <summary>What becomes of an account that is dispatched.</summary>
internal enum Entry
{
    /// <summary>It has a place.</summary>
    Start,

    /// <summary>It waits for one.</summary>
    Wait,

    /// <summary>Too many wait already.</summary>
    Drop,
}

/// <summary>Who is at work on one target in this silo, and who waits: bounded in both.</summary>
internal sealed class TargetPlaces
{
    /// <summary>Dispatched attempts under way at once; those that take access away have as many again.</summary>
    public const int MaxUnderWay = 1024;

    /// <summary>Dispatched accounts that may wait.</summary>
    public const int MaxWaiting = 65_536;

    /// <summary>Claimed attempts under way at once.</summary>
    public const int MaxClaimed = 512;

    private readonly Lock _lock = new();
    private readonly Queue<(DesiredAccount Account, DateTimeOffset Until)> _removals = [];
    private readonly Queue<(DesiredAccount Account, DateTimeOffset Until)> _others = [];
    private int _underWay;
    private int _claimed;

    public bool IsFree => Volatile.Read(ref _underWay) < MaxUnderWay;

    public bool HasRoom
    {
        get
        {
            lock (_lock)
            {
                return HasRoomLocked;
            }
        }
    }

    public int FreeForClaims => MaxClaimed - Volatile.Read(ref _claimed);

    private bool HasRoomLocked => _removals.Count + _others.Count < MaxWaiting;

    public Entry Enter(DesiredAccount account, DateTimeOffset until)
    {
        lock (_lock)
        {
            // An emergency waits for no place.
            if (account.Emergency || _underWay < (account.RemovesAccess ? 2 * MaxUnderWay : MaxUnderWay))
            {
                _underWay++;
                return Entry.Start;
            }

            if (!HasRoomLocked)
            {
                return Entry.Drop;
            }

            (account.RemovesAccess ? _removals : _others).Enqueue((account, until));
            return Entry.Wait;
        }
    }

    /// <summary>Gives the place to who waits longest, removals first, passing over whose time has run out; null when nobody does.</summary>
    public DesiredAccount? LeaveOrTakeNext(DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_removals.TryDequeue(out var next) || (_underWay <= MaxUnderWay && _others.TryDequeue(out next)))
            {
                if (next.Until > now)
                {
                    return next.Account;
                }
            }

            _underWay--;
            return null;
        }
    }

    public void EnterClaimed() => Interlocked.Increment(ref _claimed);

    public void LeaveClaimed() => Interlocked.Decrement(ref _claimed);
}
