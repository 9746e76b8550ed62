using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Connector.V1;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote;
using Prov.Connectors.Remote.Agents;
using Prov.Connectors.Settings;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Tests.Remote;

/// <summary>Remote connectors that break the contract: each has a clear reason, in bounded time and memory.</summary>
public sealed class FaultyServerTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);
    private static readonly RemoteConnectorFactory _factory = new(new AgentConnections());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Test_CapabilityThatIsNotOffered_RefusedByName()
    {
        await using var server = await ScriptedServer.StartAsync();

        var result = await Make(server, ("capabilities", "read,memberships,schema")).TestAsync(Token);

        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_MISSING", result);
        Assert.Contains("Memberships, Schema", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_PlacementThatIsNotOffered_Refused()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var connector = _factory.Create(Target(server) with { Placement = "'x'" }, new OneSecret("t"));

        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_MISSING", await connector.TestAsync(Token));
    }

    [Fact]
    public async Task Capability_NotInTheSettings_IsNotThere()
    {
        await using var server = await ScriptedServer.StartAsync();
        var connector = Make(server, ("capabilities", "read,search"));

        Assert.NotNull(connector.Capability<IAccountSearcher>());
        Assert.Null(connector.Capability<IAccountWriter>());
        Assert.Null(connector.Capability<IMembershipReader>());
    }

    [Fact]
    public async Task Call_CapabilityOfferedButNotImplemented_RefusedAsALie()
    {
        await using var server = await ScriptedServer.StartAsync();

        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_NOT_KEPT", await ReadAsync(server));
        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_NOT_KEPT", await CreateAsync(server));
        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_NOT_KEPT", Assert.Single(await SearchAsync(server)));
    }

    [Fact]
    public async Task Call_CapabilityTakenBackLater_SeenWithinAMinute()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRead = (_, _) => Task.FromResult(new ReadAccountResponse { Outcome = Done, Account = Account("a") });
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var connector = new RemoteConnectorFactory(new AgentConnections(), time).Create(Target(server), new OneSecret("t"));
        var reader = connector.Capability<IAccountReader>()!;
        Assert.True((await reader.ReadAsync(new("a", null), Token)).IsDone);
        server.Description = new();
        Assert.True((await reader.ReadAsync(new("a", null), Token)).IsDone);
        Assert.Equal(1, server.Descriptions);

        time.Advance(TimeSpan.FromSeconds(61));

        AssertFailed(ConnectorStatus.Refused, "CAPABILITY_MISSING", await reader.ReadAsync(new("a", null), Token));
    }

    [Fact]
    public async Task Read_AnswersThatCannotBe_UnavailableAsInvalid()
    {
        await using var server = await ScriptedServer.StartAsync();
        ReadAccountResponse[] answers =
        [
            new(),
            new() { Outcome = new() { Status = (Outcome.Types.Status)99 } },
            new() { Outcome = Done },
            new() { Outcome = Done, Account = new() { Name = "a" } },
            new() { Outcome = Done, Account = new() { NativeId = "1" } },
            new() { Outcome = Done, Account = With(new() { ListValue = new() { Values = { new V1.AttributeValue { ListValue = new() } } } }) },
            new() { Outcome = Done, Account = With(new() { TimestampValue = new() { Seconds = long.MaxValue } }) },
            new() { Outcome = Done, Account = With(new() { TimestampValue = new() { Nanos = -5 } }) },
            new() { Outcome = new() { Status = Outcome.Types.Status.Accepted } },
            new() { Outcome = Done, Account = Account("another") },
        ];
        foreach (var answer in answers)
        {
            server.OnRead = (_, _) => Task.FromResult(answer);
            AssertFailed(ConnectorStatus.Unavailable, "ANSWER_INVALID", await ReadAsync(server));
        }
    }

    [Fact]
    public async Task Create_AnswerThatCannotBe_UnknownSinceItMayBeDone()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnCreate = (_, _) => Task.FromResult(new CreateAccountResponse { Outcome = Done });

        AssertFailed(ConnectorStatus.Unknown, "ANSWER_INVALID", await CreateAsync(server));
    }

    [Fact]
    public async Task Create_ServerFailsOrIsSilent_UnknownInTime()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnCreate = (_, _) => throw new RpcException(new Status(StatusCode.Internal, "password=hunter2"));
        var failed = await CreateAsync(server);
        AssertFailed(ConnectorStatus.Unknown, "CONNECTOR_FAILED", failed);
        Assert.DoesNotContain("hunter2", failed.Message, StringComparison.Ordinal);

        server.OnCreate = async (_, context) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            return new();
        };
        var start = TimeProvider.System.GetTimestamp();
        AssertFailed(ConnectorStatus.Unknown, "TIMEOUT", await CreateAsync(server));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, _timeout + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Bulk_FewerResultsThanWrites_AllUnknown()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnBulk = _ => Task.FromResult(new WriteAccountsResponse { Results = { new AccountWriteResult { Outcome = Done } } });
        var bulk = Make(server, ("capabilities", "bulk")).Capability<IAccountBulkWriter>()!;

        var results = await bulk.WriteAsync(
            [new Capabilities.AccountWrite.Delete(new("a", null)), new Capabilities.AccountWrite.Delete(new("b", null))], Token);

        Assert.Equal(2, results.Length);
        Assert.All(results, r => AssertFailed(ConnectorStatus.Unknown, "ANSWER_INVALID", r));
    }

    [Fact]
    public async Task Search_OneBadAccount_TheOthersCome()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnSearch = (to, _) => to.WriteAsync(new()
        {
            Accounts = { Account("first"), new Wire.ObservedAccount { Name = "without id" }, Account("third") },
            Failures = { new Outcome { Status = Outcome.Types.Status.Refused, Reason = "ROW_BROKEN", Message = "Row 7 cannot be read." } },
        });

        var items = await SearchAsync(server);

        Assert.Equal(["first", "third"], items.Where(i => i.IsDone).Select(i => i.Value!.Name));
        Assert.Equal(["ANSWER_INVALID", "ROW_BROKEN"], items.Where(i => !i.IsDone).Select(i => i.Reason));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public async Task Search_EndlessStream_EndsWithAReasonInBoundedMemory(int accountsOfAMessage)
    {
        await using var server = await ScriptedServer.StartAsync();
        var sent = 0;
        server.OnSearch = async (to, context) =>
        {
            var page = new SearchAccountsResponse { Accounts = { Enumerable.Range(0, accountsOfAMessage).Select(_ => Account("again")) } };
            while (!context.CancellationToken.IsCancellationRequested)
            {
                await to.WriteAsync(page, context.CancellationToken);
                Interlocked.Increment(ref sent);
            }
        };

        var items = await SearchAsync(server, ("maxItems", "1000"));

        AssertFailed(ConnectorStatus.Unavailable, "TOO_MANY_ITEMS", items[^1]);
        Assert.InRange(items.Count, 1, 1001);
        // What was sent beyond that waits in the windows of the connection, not in ours.
        Assert.InRange(Volatile.Read(ref sent), 1, 200_000);
    }

    [Fact]
    public async Task Search_SilentInTheMiddle_EndsWithinTheTimeout()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnSearch = async (to, context) =>
        {
            await to.WriteAsync(new() { Accounts = { Account("first") } });
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        };
        var start = TimeProvider.System.GetTimestamp();

        var items = await SearchAsync(server);

        Assert.Equal("first", items[0].Value!.Name);
        AssertFailed(ConnectorStatus.Unavailable, "TIMEOUT", items[^1]);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, _timeout + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Search_MessageTooLarge_EndsWithAReason()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnSearch = (to, _) => to.WriteAsync(new() { Accounts = { With(new() { StringValue = new string('x', 5 << 20) }) } });

        AssertFailed(ConnectorStatus.Unavailable, "MESSAGE_TOO_LARGE", Assert.Single(await SearchAsync(server)));
        Assert.True(Assert.Single(await SearchAsync(server, ("maxMessageMegabytes", "8"))).IsDone);
    }

    [Fact]
    public async Task ReadChanges_WithoutNextToken_EndsAsInvalid()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnChanges = to => to.WriteAsync(new() { Changes = { new Wire.ObservedChange { Locator = new() { Name = "a" } } } });
        var items = new List<ConnectorResult>();
        await foreach (var item in Make(server, ("capabilities", "changes")).Capability<IAccountChangeReader>()!.ReadChangesAsync(new("t"), Token))
        {
            items.Add(item);
        }

        AssertFailed(ConnectorStatus.Unavailable, "ANSWER_INVALID", Assert.Single(items));
    }

    [Fact]
    public async Task Failure_WordsAndWaitOutOfBounds_BroughtIntoThem()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnRead = (_, _) => Task.FromResult(new ReadAccountResponse
        {
            Outcome = new()
            {
                Status = Outcome.Types.Status.Throttled,
                Reason = "drop table; --",
                Message = "line\r\nforged log line" + new string('x', 5000),
                RetryAfter = new Duration { Seconds = long.MaxValue },
            },
        });

        var result = await ReadAsync(server);

        Assert.Equal((ConnectorStatus.Throttled, "REASON_NOT_GIVEN", TimeSpan.FromDays(1)), (result.Status, result.Reason, result.RetryAfter));
        Assert.StartsWith("line  forged", result.Message, StringComparison.Ordinal);
        Assert.Equal(1024, result.Message.Length);
    }

    [Fact]
    public async Task Test_WhatAnswersIsNoConnector_FailsWithAReason()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray(), Token);
        }, Token);

        var result = await Make(((IPEndPoint)listener.LocalEndpoint).Port).TestAsync(Token);

        Assert.Equal(ConnectorStatus.Unavailable, result.Status);
        Assert.Matches("^[A-Z_]+$", result.Reason);
        await answering;
    }

    [Fact]
    public async Task Test_NobodyListens_UnavailableAndWritesToo()
    {
        var port = FreePorts.Take();

        AssertFailed(ConnectorStatus.Unavailable, "UNREACHABLE", await Make(port).TestAsync(Token));
        AssertFailed(ConnectorStatus.Unavailable, "UNREACHABLE", await Writer(Make(port)).CreateAsync(NewAccount, Token));
    }

    [Fact]
    public async Task Test_CertificateOfAnotherAuthority_NotTrusted()
    {
        using var trusted = new CertificateAuthority("trusted");
        using var other = new CertificateAuthority("other");
        using var folder = new TemporaryFile(trusted.CertificatePem);
        await using var good = await ScriptedServer.StartAsync(trusted.IssueServer());
        await using var bad = await ScriptedServer.StartAsync(other.IssueServer());

        Assert.True((await Make(good, ("address", $"https://localhost:{good.Port}"), ("caFile", folder.Path)).TestAsync(Token)).IsDone);
        var refused = await Make(bad, ("address", $"https://localhost:{bad.Port}"), ("caFile", folder.Path)).TestAsync(Token);
        AssertFailed(ConnectorStatus.Unavailable, "TLS_NOT_TRUSTED", refused);
        var absent = await Make(good, ("address", $"https://localhost:{good.Port}"), ("caFile", folder.Path + ".absent")).TestAsync(Token);
        AssertFailed(ConnectorStatus.Unavailable, "CA_FILE_UNREADABLE", absent);
    }

    [Theory]
    [InlineData("http://connector.example:8443")]
    [InlineData("https://user@connector.example")]
    [InlineData("https://connector.example/path")]
    [InlineData("ftp://connector.example")]
    [InlineData("connector.example:8443")]
    public void Check_AddressThatMayNotBe_IsAFault(string address)
    {
        var target = Target(1);
        var faults = SettingsCheck.Check(_factory, target with { Settings = target.Settings.SetItem("address", address) });

        Assert.Equal("ADDRESS_INVALID", Assert.Single(faults).Reason);
    }

    [Fact]
    public void Check_NoPlaceOrTwoAndUnknownCapability_AreFaults()
    {
        var target = Target(1);

        Assert.Equal("SETTING_MISSING", Assert.Single(_factory.Check(target with { Settings = target.Settings.Remove("address") })).Reason);
        var both = target.Settings.SetItem("agent", "a").SetItem("capabilities", "read,fly");
        Assert.Equal(["agent", "capabilities"], _factory.Check(target with { Settings = both }).Select(f => f.Setting));
    }

    private static Outcome Done => new() { Status = Outcome.Types.Status.Done };

    private static Capabilities.NewAccount NewAccount => new() { Name = "a", Attributes = AttributeSet.Empty };

    private static Wire.ObservedAccount Account(string name) => new() { NativeId = name, Name = name };

    private static Wire.ObservedAccount With(V1.AttributeValue value) => new() { NativeId = "a", Name = "a", Attributes = { ["mail"] = value } };

    private static void AssertFailed(ConnectorStatus status, string reason, ConnectorResult result)
    {
        Assert.Equal((status, reason), (result.Status, result.Reason));
        Assert.NotEmpty(result.Message);
    }

    private static IConnector Make(ScriptedServer server, params (string Name, string Value)[] settings) => Make(server.Port, settings);

    private static IConnector Make(int port, params (string Name, string Value)[] settings)
    {
        var target = Target(port);
        target = target with { Settings = target.Settings.SetItems(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))) };
        Assert.Empty(SettingsCheck.Check(_factory, target));
        return _factory.Create(target, new OneSecret("token"));
    }

    private static TargetSystem Target(ScriptedServer server) => Target(server.Port);

    private static TargetSystem Target(int port) => new()
    {
        Name = "remote",
        Connector = "remote",
        AccountName = new("identity.login"),
        Mappings = [new AttributeMapping("mail", "null")],
        Limits = new() { Timeout = _timeout },
        Settings = ImmutableSortedDictionary<string, string>.Empty.Add("address", $"http://127.0.0.1:{port}").Add("token", "secret:x"),
    };

    private static IAccountWriter Writer(IConnector connector) => connector.Capability<IAccountWriter>()!;

    private static async Task<ConnectorResult> ReadAsync(ScriptedServer server) =>
        await Make(server).Capability<IAccountReader>()!.ReadAsync(new("a", "a"), Token);

    private static async Task<ConnectorResult> CreateAsync(ScriptedServer server) => await Writer(Make(server)).CreateAsync(NewAccount, Token);

    private static async Task<List<ConnectorResult<Domain.Accounts.ObservedAccount>>> SearchAsync(
        ScriptedServer server, params (string Name, string Value)[] settings)
    {
        var items = new List<ConnectorResult<Domain.Accounts.ObservedAccount>>();
        await foreach (var item in Make(server, settings).Capability<IAccountSearcher>()!.SearchAsync(Token))
        {
            items.Add(item);
        }

        return items;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
