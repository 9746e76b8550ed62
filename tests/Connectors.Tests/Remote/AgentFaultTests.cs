using System.Collections.Immutable;
using Grpc.Core;
using Prov.Connector.V1;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote;
using Prov.Connectors.Remote.Agents;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>Agents that are away, hang up, fall silent, or break the protocol of their stream.</summary>
public sealed class AgentFaultTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_NobodyDialled_CertainlyNothingHappened()
    {
        await using var front = await AgentFront.StartAsync();

        AssertFailed(ConnectorStatus.Unavailable, "AGENT_NOT_CONNECTED", await CreateAsync(front));
        AssertFailed(ConnectorStatus.Unavailable, "AGENT_NOT_CONNECTED", await Make(front).TestAsync(Token));
    }

    [Fact]
    public async Task Call_AgentHangsUpInTheMiddle_WriteIsUnknownReadIsNot()
    {
        await using var front = await AgentFront.StartAsync();
        foreach (var (call, status) in new (Func<Task<ConnectorResult>>, ConnectorStatus)[]
        {
            (async () => await CreateAsync(front), ConnectorStatus.Unknown), (async () => await ReadAsync(front), ConnectorStatus.Unavailable),
        })
        {
            await using var agent = await ScriptedAgent.DialAsync(front, Described((me, _) =>
            {
                me.HangUp();
                return Task.CompletedTask;
            }));

            AssertFailed(status, "CONNECTION_LOST", await call());
        }
    }

    [Fact]
    public async Task Call_AgentIsSilent_TimesOutAndIsTakenBack()
    {
        await using var front = await AgentFront.StartAsync();
        await using var agent = await ScriptedAgent.DialAsync(front, Described((_, _) => Task.CompletedTask));
        var start = TimeProvider.System.GetTimestamp();

        AssertFailed(ConnectorStatus.Unknown, "TIMEOUT", await CreateAsync(front));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, _timeout + TimeSpan.FromSeconds(3));
        await Deadline.UntilAsync(() => agent.Cancelled > 0, TimeSpan.FromSeconds(30), "the call is taken back");
    }

    [Fact]
    public async Task Search_AgentSendsMoreThanItsCredit_StreamIsEnded()
    {
        await using var front = await AgentFront.StartAsync();
        await using var agent = await ScriptedAgent.DialAsync(front, Described(async (me, call) =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                await me.SendAsync(call.Call, new SearchAccountsResponse());
            }
        }));

        var items = new List<ConnectorResult>();
        await foreach (var item in Make(front).Capability<IAccountSearcher>()!.SearchAsync(Token))
        {
            items.Add(item);
        }

        AssertFailed(ConnectorStatus.Unavailable, "CONNECTION_LOST", items[^1]);
        await EndedAsync(front);
        AssertFailed(ConnectorStatus.Unavailable, "AGENT_NOT_CONNECTED", await ReadAsync(front));
    }

    [Fact]
    public async Task Answer_ToACallThatWasNeverMade_StreamIsEnded()
    {
        await using var front = await AgentFront.StartAsync();
        await using var agent = await ScriptedAgent.DialAsync(front, (me, call) => me.EndAsync(call.Call + 1));

        AssertFailed(ConnectorStatus.Unavailable, "CONNECTION_LOST", await ReadAsync(front));

        await EndedAsync(front);
    }

    [Fact]
    public async Task Answer_TwoMessagesOrRubbish_IsAFailureOfThatCallOnly()
    {
        await using var front = await AgentFront.StartAsync();
        var rubbish = Google.Protobuf.ByteString.CopyFromUtf8("this is no message, for certain: \u00ff\u00ff");
        await using var agent = await ScriptedAgent.DialAsync(front, Described(async (me, call) =>
        {
            await me.SendAsync(call.Call, new V1.AttributeValue { BytesValue = rubbish });
            await me.EndAsync(call.Call);
        }));

        var first = await ReadAsync(front);
        var second = await ReadAsync(front);

        Assert.All([first, second], r => Assert.Equal(ConnectorStatus.Unavailable, r.Status));
        Assert.Null(front.LastFault);
    }

    [Fact]
    public async Task Call_SeveralStreamsOfOneName_NewestIsUsedThenTheOneBefore()
    {
        await using var front = await AgentFront.StartAsync();
        await using var older = await ScriptedAgent.DialAsync(front, Described(NotFoundAsync));
        var newer = await ScriptedAgent.DialAsync(front, Described(NotFoundAsync));
        AssertFailed(ConnectorStatus.NotFound, "GONE", await ReadAsync(front));
        Assert.Empty(older.Called);

        var first = front.Agents.Find(AgentFront.AgentName);
        await newer.DisposeAsync();
        await Deadline.UntilAsync(() => !ReferenceEquals(front.Agents.Find(AgentFront.AgentName), first), TimeSpan.FromSeconds(30), "the older stream is used");

        AssertFailed(ConnectorStatus.NotFound, "GONE", await ReadAsync(front));
        Assert.NotEmpty(older.Called);
    }

    private static async Task NotFoundAsync(ScriptedAgent agent, ConnectResponse call)
    {
        var outcome = new Outcome { Status = Outcome.Types.Status.NotFound, Reason = "GONE", Message = "It is gone." };
        await agent.SendAsync(call.Call, new ReadAccountResponse { Outcome = outcome });
        await agent.EndAsync(call.Call);
    }

    // Says what it can do, and does otherwise what the test says.
    private static Func<ScriptedAgent, ConnectResponse, Task> Described(Func<ScriptedAgent, ConnectResponse, Task> otherwise) => async (agent, call) =>
    {
        if (!call.Begin.Method.EndsWith("/DescribeConnector", StringComparison.Ordinal))
        {
            await otherwise(agent, call);
            return;
        }

        await agent.SendAsync(call.Call, new DescribeConnectorResponse { Capabilities = { Capability.Read, Capability.Search, Capability.Write } });
        await agent.EndAsync(call.Call);
    };

    private static async Task EndedAsync(AgentFront front)
    {
        await Deadline.UntilAsync(() => front.LastFault is not null, TimeSpan.FromSeconds(30), "the stream has ended with a fault");

        Assert.IsType<AgentMisbehavesException>(front.LastFault);
    }

    private static IConnector Make(AgentFront front) => new RemoteConnectorFactory(front.Agents).Create(
        new TargetSystem
        {
            Name = "remote",
            Connector = "remote",
            AccountName = new("identity.login"),
            Limits = new() { Timeout = _timeout },
            Settings = ImmutableSortedDictionary<string, string>.Empty.Add("agent", AgentFront.AgentName).Add("token", "secret:x"),
        },
        new OneSecret("token"));

    private static async Task<ConnectorResult> ReadAsync(AgentFront front) => await Make(front).Capability<IAccountReader>()!.ReadAsync(new("a", "a"), Token);

    private static async Task<ConnectorResult> CreateAsync(AgentFront front) =>
        await Make(front).Capability<IAccountWriter>()!.CreateAsync(new() { Name = "a", Attributes = AttributeSet.Empty }, Token);

    private static void AssertFailed(ConnectorStatus status, string reason, ConnectorResult result)
    {
        Assert.Equal((status, reason), (result.Status, result.Reason));
        Assert.NotEmpty(result.Message);
    }
}
