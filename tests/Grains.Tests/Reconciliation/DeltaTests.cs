using Prov.Domain.Reconciliation;
using Prov.Grains.Contracts;
using Prov.Grains.Tests.Accounts;

namespace Prov.Grains.Tests.Reconciliation;

/// <summary>Runs by the target's own history: what they cost, and that no change is lost between them.</summary>
public sealed class DeltaTests : IAsyncLifetime
{
    private readonly HistoryFactory _history = new();
    private AccountWorld _world = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _world = await AccountWorld.StartAsync(_history);
        foreach (var i in Enumerable.Range(1, 5))
        {
            await _world.JoinAsync($"n{i}", $"p{i}");
        }

        await _world.ConvergedAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Delta_NoTokenYet_ReadsEverythingAndThenOnlyWhatChanged()
    {
        var first = await RunAsync(ReconciliationKind.Delta);
        Assert.Equal((ReconciliationState.Succeeded, true, 5L), (first.State, first.ReadEverything, first.Seen));

        await ChangeAsync("update accounts set enabled = '0' where login = 'p2'", "p2");
        await ChangeAsync("delete from accounts where login = 'p3'", "p3");
        var second = await RunAsync(ReconciliationKind.Delta);

        Assert.Equal((ReconciliationState.Succeeded, false, 2L, 2L), (second.State, second.ReadEverything, second.Seen, second.Repaired));
        Assert.Equal(["p1 1", "p2 1", "p3 1", "p4 1", "p5 1"], await _world.QueryAsync("select login, enabled from accounts order by login"));
        var empty = await RunAsync(ReconciliationKind.Delta);
        Assert.Equal((0L, 0L), (empty.Seen, empty.Woken));
    }

    [Fact]
    public async Task Delta_TokenLost_ReadsEverythingAndGoesOnFromThere()
    {
        await RunAsync(ReconciliationKind.Delta);
        await ChangeAsync("update accounts set enabled = '0' where login = 'p2'", "p2");
        _history.Forgotten = true;

        var run = await RunAsync(ReconciliationKind.Delta);

        Assert.Equal((ReconciliationState.Succeeded, true, 5L, 1L), (run.State, run.ReadEverything, run.Seen, run.Repaired));
        _history.Forgotten = false;
        Assert.Equal("1", await _world.Store.LoadChangeTokenAsync("t", "crm", Cancellation));
        Assert.Equal(0, (await RunAsync(ReconciliationKind.Delta)).Seen);
    }

    [Fact]
    public async Task Delta_HistoryCannotBeRead_FailsAndKeepsItsPlace()
    {
        await RunAsync(ReconciliationKind.Full);
        await ChangeAsync("update accounts set enabled = '0' where login = 'p2'", "p2");
        _history.Broken = true;

        var failed = await RunAsync(ReconciliationKind.Delta);

        Assert.Equal(ReconciliationState.Failed, failed.State);
        Assert.StartsWith("BROKEN: ", failed.Explanation, StringComparison.Ordinal);
        Assert.Equal("0", await _world.Store.LoadChangeTokenAsync("t", "crm", Cancellation));
        _history.Broken = false;
        Assert.Equal(1, (await RunAsync(ReconciliationKind.Delta)).Repaired);
    }

    [Fact]
    public async Task Delta_WhatProvDidItself_WakesNobody()
    {
        await RunAsync(ReconciliationKind.Delta);
        await _world.MoveAsync("n4", "q4");
        await _world.ConvergedAsync();
        _history.Touched.Enqueue((await _world.QueryAsync("select id from accounts where number = 'n4'"))[0]);

        var run = await RunAsync(ReconciliationKind.Delta);

        Assert.Equal((1L, 1L, 0L), (run.Seen, run.Unchanged, run.Woken));
    }

    [Fact]
    public async Task Delta_StrangerWhomTheTargetDoesNotLetDisable_IsToldAgainAndDisabledThen()
    {
        await using var world = await AccountWorld.StartAsync(
            _history,
            c => c with
            {
                Targets = [c.Targets[0] with { Reconciliation = new() { Actions = new ReconciliationRule().Actions.Add(Situation.Orphan, ReconciliationAction.Disable) } }],
            });
        await RunAsync(world, ReconciliationKind.Full);
        await world.ExecuteAsync("insert into accounts (login, enabled) values ('stranger', '1')");
        _history.Touched.Enqueue((await world.QueryAsync("select id from accounts"))[0]);
        _history.ReadOnly = true;
        Assert.Equal(1, (await RunAsync(world, ReconciliationKind.Delta)).Failed);

        _history.ReadOnly = false;
        var again = await RunAsync(world, ReconciliationKind.Delta);

        Assert.Equal((1L, 1L), (again.Seen, again.Repaired));
        Assert.Equal(["0"], await world.QueryAsync("select enabled from accounts"));
        Assert.Equal(0, (await RunAsync(world, ReconciliationKind.Delta)).Seen);
    }

    [Fact]
    public async Task Schedule_DeltaEverySecond_RepairsWithoutBeingAsked()
    {
        await using var world = await AccountWorld.StartAsync(
            _history, c => c with { Targets = [c.Targets[0] with { Reconciliation = new() { DeltaEvery = TimeSpan.FromSeconds(1) } }] });
        await world.JoinAsync("n1", "p1");
        await world.ConvergedAsync();
        await AccountWorld.UntilAsync(async () => await world.Store.LoadChangeTokenAsync("t", "crm", Cancellation) is not null);
        await world.ExecuteAsync("update accounts set enabled = '0'");
        _history.Touched.Enqueue((await world.QueryAsync("select id from accounts"))[0]);

        await AccountWorld.UntilAsync(async () => (await world.QueryAsync("select enabled from accounts")) is ["1"]);

        var newest = await world.Store.ListReconciliationsAsync(new("t", 1, "") { Target = "crm" }, Cancellation);
        Assert.Contains("\"actor\":\"schedule\"", newest.Items[0].Progress.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task ChangeAsync(string sql, string login)
    {
        var id = (await _world.QueryAsync($"select id from accounts where login = '{login}'"))[0];
        await _world.ExecuteAsync(sql);
        _history.Touched.Enqueue(id);
    }

    private Task<ReconciliationProgress> RunAsync(ReconciliationKind kind) => RunAsync(_world, kind);

    private static async Task<ReconciliationProgress> RunAsync(AccountWorld world, ReconciliationKind kind)
    {
        var reconciliation = world.Grains.GetGrain<IReconciliationGrain>(GrainKeys.Reconciliation("t", "crm"));
        var start = new ReconciliationStart("rec-" + Guid.NewGuid().ToString("N"), kind, ReportOnly: false, "tester");
        await reconciliation.StartAsync(start, Cancellation);
        var progress = default(ReconciliationProgress);
        await AccountWorld.UntilAsync(async () => (progress = await reconciliation.GetAsync(Cancellation))?.State != ReconciliationState.Running);
        return progress!;
    }
}
