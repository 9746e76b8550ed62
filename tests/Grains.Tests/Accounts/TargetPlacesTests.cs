using Prov.Domain.Accounts;
using Prov.Grains.Accounts;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Who gets a place at a target, who waits, and in which order.</summary>
public sealed class TargetPlacesTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _until = _now.AddSeconds(30);
    private readonly TargetPlaces _places = new();

    [Fact]
    public void Enter_PlacesTaken_Waits()
    {
        Fill();

        Assert.False(_places.IsFree);
        Assert.Equal(Entry.Wait, _places.Enter(Account("late"), _until));
    }

    [Fact]
    public void Enter_RemovalWhilePlacesTaken_StartsAtOnce()
    {
        Fill();

        Assert.Equal(Entry.Start, _places.Enter(Account("leaver", removes: true), _until));
    }

    [Fact]
    public void Enter_TooManyWait_Drops()
    {
        Fill();
        for (var i = 0; i < TargetPlaces.MaxWaiting; i++)
        {
            Assert.Equal(Entry.Wait, _places.Enter(Account($"waiting-{i}"), _until));
        }

        Assert.False(_places.HasRoom);
        Assert.Equal(Entry.Drop, _places.Enter(Account("one too many"), _until));
    }

    [Fact]
    public void LeaveOrTakeNext_OthersWait_GivesThePlaceInOrder()
    {
        Fill();
        _places.Enter(Account("first"), _until);
        _places.Enter(Account("second"), _until);

        Assert.Equal("first", _places.LeaveOrTakeNext(_now)?.AccountId);
        Assert.Equal("second", _places.LeaveOrTakeNext(_now)?.AccountId);
        Assert.Null(_places.LeaveOrTakeNext(_now));
        Assert.True(_places.IsFree);
    }

    [Fact]
    public void LeaveOrTakeNext_RemovalWaitsBehindOthers_GoesFirst()
    {
        Fill();
        Fill(removes: true);
        _places.Enter(Account("joiner"), _until);
        _places.Enter(Account("leaver", removes: true), _until);

        Assert.Equal("leaver", _places.LeaveOrTakeNext(_now)?.AccountId);
    }

    [Fact]
    public void LeaveOrTakeNext_OnlyRemovalsPlacesFree_OthersKeepWaiting()
    {
        Fill();
        Fill(removes: true);
        _places.Enter(Account("joiner"), _until);

        Assert.Null(_places.LeaveOrTakeNext(_now));
    }

    [Fact]
    public void LeaveOrTakeNext_WaitedUntilItIsDue_LeavesItToTheSweeper()
    {
        Fill();
        _places.Enter(Account("too late"), _now);
        _places.Enter(Account("in time"), _until);

        Assert.Equal("in time", _places.LeaveOrTakeNext(_now)?.AccountId);
    }

    [Fact]
    public void FreeForClaims_DispatchedTakeAllPlaces_ClaimsKeepTheirOwn()
    {
        Fill();
        _places.EnterClaimed();

        Assert.Equal(TargetPlaces.MaxClaimed - 1, _places.FreeForClaims);
    }

    private void Fill(bool removes = false)
    {
        for (var i = 0; i < TargetPlaces.MaxUnderWay; i++)
        {
            Assert.Equal(Entry.Start, _places.Enter(Account($"busy-{i}", removes), _until));
        }
    }

    private static DesiredAccount Account(string id, bool removes = false) =>
        new() { AccountId = id, IdentityId = "i", Tenant = "t", Target = "crm", Name = id, Generation = 1, RemovesAccess = removes };
}
