using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql;
using Prov.Domain.Accounts;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Writes that a target accepts and does later are asked after, and nothing else is written meanwhile.</summary>
public sealed class AcceptedWriteTests
{
    private const string Accounts = "select login, enabled from accounts order by login";
    private readonly DeferringFactory _target = new(new SqlConnectorFactory());

    [Fact]
    public async Task Create_AcceptedAndDoneLater_AskedAfterAndConvergedWithOneWrite()
    {
        await using var world = await AccountWorld.StartAsync(_target);
        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(() => Task.FromResult(_target.Polls >= 3));
        var waiting = (await world.AccountAsync("E1", "crm")).Account;
        Assert.Equal((AccountStatus.Accepted, ConnectorResult.AcceptedReason, 0), (waiting.Status, waiting.FailureReason, waiting.Attempts));
        Assert.Equal(new("operation-1", "CREATE"), waiting.Pending);

        await _target.DoAsync();
        await world.ConvergedAsync();

        Assert.Equal(["insert anna"], await world.QueryAsync("select op, login from journal order by at"));
        Assert.Equal(1, _target.Accepted);
        Assert.Null((await world.AccountAsync("E1", "crm")).Account.Pending);
    }

    [Fact]
    public async Task Leave_WhileTheCreateIsUnderWay_WaitsForItAndThenDisables()
    {
        await using var world = await AccountWorld.StartAsync(_target);
        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(() => Task.FromResult(_target.Polls >= 1));
        await world.LeaveAsync("E1");
        var polls = _target.Polls;
        await AccountWorld.UntilAsync(() => Task.FromResult(_target.Polls >= polls + 2));
        Assert.Equal(1, _target.Accepted);

        await _target.DoAsync();
        await AccountWorld.UntilAsync(() => Task.FromResult(_target is { Accepted: 2, UnderWay.Count: 1 }));
        await _target.DoAsync();
        await world.ConvergedAsync();

        Assert.Equal(["anna 0"], await world.QueryAsync(Accounts));
        Assert.Equal(["insert 1", "update 0"], await world.QueryAsync("select op, enabled from journal order by at"));
    }

    [Fact]
    public async Task Operation_RefusedAfterwards_IsShownAndNotRepeatedAtOnce()
    {
        await using var world = await AccountWorld.StartAsync(_target);
        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(() => Task.FromResult(_target.UnderWay.Count == 1));

        await _target.EndAsync(_ => Task.FromResult(ConnectorResult.Failed(ConnectorStatus.Refused, "NO_LICENCE", "There is no licence left.")));
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("E1", "crm")).Account.Status == AccountStatus.Refused);

        var account = (await world.AccountAsync("E1", "crm")).Account;
        Assert.Equal(("NO_LICENCE", null), (account.FailureReason, account.Pending));
        Assert.Equal(1, _target.Accepted);
    }

    [Fact]
    public async Task Operation_DoneAndForgotten_TheTargetIsReadAndNothingIsWrittenTwice()
    {
        await using var world = await AccountWorld.StartAsync(_target);
        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(() => Task.FromResult(_target.UnderWay.Count == 1));

        await _target.EndAsync(async write =>
        {
            await write();
            return ConnectorResult.Failed(ConnectorStatus.NotFound, "OPERATION_UNKNOWN", "There is no such operation.");
        });
        await world.ConvergedAsync();

        Assert.Equal(["insert anna"], await world.QueryAsync("select op, login from journal order by at"));
        Assert.Equal(1, _target.Accepted);
    }
}
