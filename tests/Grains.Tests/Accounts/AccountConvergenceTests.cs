using Prov.Domain.Sources;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Accounts of a real target agree in the end, whatever the target does meanwhile.</summary>
public sealed class AccountConvergenceTests
{
    private const string Accounts = "select login, enabled from accounts order by login";

    [Fact]
    public async Task Converge_RepliesAndRequestsGetLost_EachAccountIsCreatedOnce()
    {
        await using var world = await AccountWorld.StartAsync(
            ("chaosSeed", "7"), ("chaosLostReplyShare", "0.3"), ("chaosLostRequestShare", "0.05"), ("chaosUnavailableShare", "0.05"));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => world.JoinAsync($"E{i:D2}", $"person{i:D2}")));
        await world.ConvergedAsync();

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"person{i:D2} 1"), await world.QueryAsync(Accounts));
        Assert.Equal(["40"], await world.QueryAsync("select count(*) from journal where op = 'insert'"));
    }

    [Fact]
    public async Task Leave_WhileTheTargetIsAway_IsDoneWhenItIsBack()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();
        await world.ApplyAsync(("chaosSeed", "1"), ("chaosUnavailableShare", "1"));
        await AccountWorld.UntilAsync(async () => (await world.LeaveAsync("E1")).Receipt is not null);

        Assert.Equal(["anna 1"], await world.QueryAsync(Accounts));
        await world.ApplyAsync();
        await world.ConvergedAsync();

        Assert.Equal(["anna 0"], await world.QueryAsync(Accounts));
    }

    [Fact]
    public async Task Converge_NameHeldByAStranger_TakesTheNextNameAndLeavesTheStrangerAlone()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.ExecuteAsync("insert into accounts (login, enabled, number, full_name) values ('anna', '1', 'stranger', 'Anna')");

        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(async () => (await world.QueryAsync(Accounts)).Count == 2);
        await world.ConvergedAsync();

        Assert.Equal(["anna stranger", "anna2 E1"], await world.QueryAsync("select login, number from accounts order by login"));
        Assert.Equal(["insert anna", "insert anna2"], await world.QueryAsync("select op, login from journal order by at"));
    }

    [Fact]
    public async Task Submit_NamesakesAtOnce_EachGetsANumberOfTheirOwn()
    {
        await using var world = await AccountWorld.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => world.JoinAsync($"E{i:D2}", "anna")));
        await world.ConvergedAsync();

        Assert.Equal(
            Enumerable.Range(1, 25).Select(i => i == 1 ? "anna" : $"anna{i}").Order(StringComparer.Ordinal),
            (await world.QueryAsync("select login from accounts")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Submit_SameEventManyTimesAtOnce_HasOneEffectAndOneReceipt()
    {
        await using var world = await AccountWorld.StartAsync();

        var receipts = (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.JoinAsync("E1", "anna")))).Select(r => r.Receipt!).ToList();
        await world.ConvergedAsync();

        Assert.Single(receipts, r => !r.Repeated);
        Assert.Single(receipts.Select(r => (r.IdentityId, r.Outcome, r.Generation)).Distinct());
        Assert.Equal(["insert anna"], await world.QueryAsync("select op, login from journal"));
    }

    [Fact]
    public async Task Submit_EventIdWithOtherContent_IsRefused()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.JoinAsync("E1", "anna");

        var second = await world.JoinAsync("E1", "berta");

        Assert.Equal("EVENT_ID_REUSED", Assert.Single(second.Refusal!.Faults).Reason);
    }

    [Fact]
    public async Task Submit_RecordOfAnotherSourceWithTheSameNumber_BelongsToTheSameIdentity()
    {
        await using var world = await AccountWorld.StartAsync();
        var first = await world.JoinAsync("E1", "anna");

        var second = await world.JoinAsync("E1", "anna", source: "contractors");
        await world.ConvergedAsync();

        Assert.Equal(first.Receipt!.IdentityId, second.Receipt!.IdentityId);
        Assert.Equal(["anna 1"], await world.QueryAsync(Accounts));
    }

    [Fact]
    public async Task Submit_LeaveOfAnUnknownRecord_IsRefusedWithItsReason()
    {
        await using var world = await AccountWorld.StartAsync();

        var refused = await world.LeaveAsync("nobody");

        Assert.Equal("RECORD_UNKNOWN", Assert.Single(refused.Refusal!.Faults).Reason);
    }

    [Fact]
    public async Task Maintenance_On_HoldsTheWorkUntilItIsOff()
    {
        await using var world = await AccountWorld.StartAsync();
        var target = world.Grains.GetGrain<ITargetSystemGrain>(GrainKeys.Target("t", "crm"));
        await target.SetMaintenanceAsync(true, "tester", "new disk", CancellationToken.None);

        await world.JoinAsync("E1", "anna");
        Assert.Empty(await world.QueryAsync(Accounts));
        await target.SetMaintenanceAsync(false, "tester", "", CancellationToken.None);
        await world.ConvergedAsync();

        Assert.Equal(["anna 1"], await world.QueryAsync(Accounts));
    }

    [Fact]
    public async Task Submit_RepeatedAfterTheEnd_WritesNothingToTheTarget()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();

        var again = await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();

        Assert.True(again.Receipt!.Repeated);
        Assert.Equal(EventOutcome.Applied, again.Receipt.Outcome);
        Assert.Equal(["1"], await world.QueryAsync("select count(*) from journal"));
    }
}
