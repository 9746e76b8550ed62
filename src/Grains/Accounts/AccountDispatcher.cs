using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Prov.Domain.Accounts;
using Prov.Grains.Contracts;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>
/// Sends accounts to their actors, so many at a time per target; those beyond wait their turn, up to a number. A dispatch is a hint: one
/// that is dropped, or lost with its silo, is found by the sweeper through its due time. So memory stays bounded however slow a target is.
/// </summary>
internal sealed class AccountDispatcher(IGrainFactory grains, TimeProvider time)
{
    // How long a sweeper leaves an account to this dispatcher: longer when it must wait its turn.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _waitingGrace = TimeSpan.FromSeconds(30);

    private static readonly Meter _meter = new("Prov.Grains");
    private static readonly Counter<long> _dispatched = _meter.CreateCounter<long>("prov.accounts.dispatched");
    private static readonly Counter<long> _dropped = _meter.CreateCounter<long>("prov.accounts.dispatch_dropped");

    private readonly ConcurrentDictionary<string, TargetPlaces> _places = new(StringComparer.Ordinal);

    /// <summary>How long after their commit these accounts may be left to <see cref="Dispatch"/>; zero when it would drop one of them.</summary>
    public TimeSpan GraceFor(ImmutableArray<DesiredAccount> accounts)
    {
        var grace = _grace;
        foreach (var account in accounts)
        {
            var places = PlacesOf(account.Target);
            if (!places.HasRoom)
            {
                return TimeSpan.Zero;
            }

            // Taking access away starts at once, in places of its own.
            grace = places.IsFree || account.RemovesAccess ? grace : _waitingGrace;
        }

        return grace;
    }

    /// <summary>Sends an account to its actor straight after its commit, without waiting.</summary>
    /// <param name="account">As committed.</param>
    /// <param name="until">When it becomes due: from then on it is the sweepers' and no longer fresh.</param>
    public void Dispatch(DesiredAccount account, DateTimeOffset until)
    {
        var places = PlacesOf(account.Target);
        var entry = until > time.GetUtcNow() ? places.Enter(account, until) : Entry.Drop;
        if (entry == Entry.Start)
        {
            ConvergeAsync(account, places).Ignore();
        }
        else if (entry == Entry.Drop)
        {
            _dropped.Add(1);
        }
    }

    /// <summary>Places for accounts that were claimed; those dispatched and those claimed never take each other's.</summary>
    public int FreeForClaims(string target) => PlacesOf(target).FreeForClaims;

    /// <summary>Sends an account that was claimed, as its row was then. Nothing is dropped: it is leased to this silo.</summary>
    public void Resume(AccountRow row)
    {
        var places = PlacesOf(row.Desired.Target);
        places.EnterClaimed();
        ResumeAsync(row, places).Ignore();
    }

    private async Task ConvergeAsync(DesiredAccount first, TargetPlaces places)
    {
        for (var account = first; account is not null; account = places.LeaveOrTakeNext(time.GetUtcNow()))
        {
            _dispatched.Add(1);
            try
            {
                await GrainOf(account.AccountId).ConvergeAsync(account);
            }
#pragma warning disable CA1031 // The grain has told what was wrong; the place must go on to the next account.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }

    private async Task ResumeAsync(AccountRow row, TargetPlaces places)
    {
        _dispatched.Add(1);
        try
        {
            await GrainOf(row.Desired.AccountId).ResumeAsync(row.Desired, row.Account, row.DueAt);
        }
        finally
        {
            places.LeaveClaimed();
        }
    }

    private IAccountGrain GrainOf(string accountId) => grains.GetGrain<IAccountGrain>(GrainKeys.Account(accountId));

    private TargetPlaces PlacesOf(string target) => _places.GetOrAdd(target, static _ => new TargetPlaces());
}
