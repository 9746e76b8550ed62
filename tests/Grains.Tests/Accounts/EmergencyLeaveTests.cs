using Prov.Domain.Sources;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Through a silo at a real target that takes a few calls a second: an emergency waits for nobody.</summary>
public sealed class EmergencyLeaveTests
{
    private const int Joiners = 120;

    [Fact]
    public async Task EmergencyLeave_BehindALongQueueOfJoinersAndLeavers_IsDoneNext()
    {
        await using var world = await AccountWorld.StartAsync(c => c with
        {
            Targets = [.. c.Targets.Select(t => t with { Limits = t.Limits with { RatePerSecond = 10, Concurrency = 1 } })],
        });
        await Task.WhenAll(world.JoinAsync("E1", "anna"), world.JoinAsync("E2", "bert"));
        await world.ConvergedAsync();
        await Task.WhenAll(Enumerable.Range(0, Joiners).Select(i => world.JoinAsync($"Q{i:D3}", $"queued{i:D3}")));
        await world.LeaveAsync("E2");

        var submitted = await CallsAsync(world);
        await world.SubmitAsync(new LifecycleEvent
        {
            Tenant = "t", Source = "hr", SourceKey = "E1", EventId = "out", Kind = LifecycleEventKind.Leave, Emergency = true,
        });
        await AccountWorld.UntilAsync(async () => (await world.QueryAsync("select login from accounts where login = 'anna' and enabled = '0'")).Count == 1);

        var done = await CallsAsync(world);
        Assert.True(done - submitted <= 10, $"{done - submitted} calls went before the emergency.");
        Assert.True(done < Joiners / 2, "The queue was too short to be overtaken.");
    }

    private static async Task<int> CallsAsync(AccountWorld world) => int.Parse((await world.QueryAsync("select count(*) from journal"))[0], null);
}
