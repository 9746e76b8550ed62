using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector says when its server fails. The target is one of its own, to be stopped and frozen.</summary>
public abstract class FaultConformance : ConnectorConformance
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private IFaultyTarget Faulty => Assert.IsAssignableFrom<IFaultyTarget>(Target);

    [Fact]
    public async Task Call_BadCredentials_UnavailableWithReason()
    {
        var connector = Faulty.MakeWithBadCredentials();

        var test = await connector.TestAsync(TestContext.Current.CancellationToken);
        var write = await Capability<IAccountWriter>(connector).CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);

        Assert.All([test, write], result => Assert.Equal((ConnectorStatus.Unavailable, "INVALID_CREDENTIALS"), (result.Status, result.Reason)));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Call_ServerDown_UnavailableAndWellAgainAfterwards()
    {
        var fresh = MakeWithTimeout();
        await Faulty.StopAsync();

        AssertFailed(ConnectorStatus.Unavailable, await fresh.TestAsync(TestContext.Current.CancellationToken));
        AssertFailed(ConnectorStatus.Unavailable, await Capability<IAccountWriter>(fresh).CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken));
        AssertFailed(ConnectorStatus.Unavailable, await Capability<IAccountReader>(fresh).ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken));
        await foreach (var item in Capability<IAccountSearcher>(fresh).SearchAsync(TestContext.Current.CancellationToken))
        {
            AssertFailed(ConnectorStatus.Unavailable, item);
        }

        await Faulty.RestartAsync();
        await CreateAsync(Capability<IAccountWriter>(fresh), Target.Account("jsmith"));
    }

    [Fact]
    public async Task Call_ServerRestartedBehindOpenConnections_WellAgainAfterOneFailure()
    {
        var connector = MakeWithTimeout();
        var reader = Capability<IAccountReader>(connector);
        await CreateAsync(Capability<IAccountWriter>(connector), Target.Account("jsmith"));
        await Faulty.StopAsync();
        await Faulty.RestartAsync();

        var first = await reader.ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken);
        Assert.Contains(first.Status, new[] { ConnectorStatus.Done, ConnectorStatus.Unavailable });
        AssertDone(await reader.ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Create_ServerHangs_UnknownWithinTheTimeout()
    {
        var writer = Capability<IAccountWriter>(MakeWithTimeout());
        await CreateAsync(writer, Target.Account("first"));
        await using var hanging = await Faulty.HangAsync();
        var start = TimeProvider.System.GetTimestamp();

        var result = await writer.CreateAsync(Target.Account("jsmith"), TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.Unknown, result);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, _timeout + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Update_ServerHangs_UnavailableOnlyWhenNothingHappened()
    {
        var writer = Capability<IAccountWriter>(MakeWithTimeout());
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        var change = new AccountChange { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.From("changed")) };
        ConnectorResult result;
        await using (await Faulty.HangAsync())
        {
            result = await writer.UpdateAsync(ById(account), change, TestContext.Current.CancellationToken);
        }

        Assert.Contains(result.Status, new[] { ConnectorStatus.Unknown, ConnectorStatus.Unavailable });
        if (result.Status == ConnectorStatus.Unavailable)
        {
            AssertAttributes(Target.Attributes, await SeenAsync("jsmith"));
        }
    }

    [Fact]
    public async Task Read_ServerHangs_UnavailableWithinTheTimeoutAndWellAfterwards()
    {
        var connector = MakeWithTimeout();
        var reader = Capability<IAccountReader>(connector);
        await CreateAsync(Capability<IAccountWriter>(connector), Target.Account("jsmith"));
        await using (await Faulty.HangAsync())
        {
            AssertFailed(ConnectorStatus.Unavailable, await reader.ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken));
        }

        AssertDone(await reader.ReadAsync(ByName("jsmith"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Write_CancelledWhileTheServerHangs_Throws()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        await using var hanging = await Faulty.HangAsync();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.UpdateAsync(ById(account), new() { Set = Target.Attributes }, cancel.Token));
    }

    private IConnector MakeWithTimeout() => Target.Make(t => t with { Limits = new TargetLimits { Timeout = _timeout } });
}
