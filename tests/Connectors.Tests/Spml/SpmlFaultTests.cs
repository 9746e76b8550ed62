using System.Text;
using Microsoft.AspNetCore.Http;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Spml;

/// <summary>Providers that answer what they should not.</summary>
public sealed class SpmlFaultTests : ConnectorConformance
{
    private const string Bomb = """
        <!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>
        """;

    private SpmlProvider Provider => ((SpmlTarget)Target).Provider;

    [Theory]
    [InlineData(Bomb)]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>""")]
    [InlineData("not xml")]
    [InlineData("<x/>")]
    [InlineData("")]
    [InlineData("""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><addResponse xmlns="urn:oasis:names:tc:SPML:2:0" status="success"/></e:Body></e:Envelope>""")]
    [InlineData("""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><addResponse xmlns="urn:oasis:names:tc:SPML:2:0"/></e:Body></e:Envelope>""")]
    public async Task Create_AnswerThatCannotBe_UnknownAndReadUnavailable(string body)
    {
        Provider.Instead = context => context.Response.WriteAsync(body);

        await AssertBothAsync("ANSWER_INVALID");
    }

    [Fact]
    public async Task Create_AnswerNestedTooDeeply_Unknown()
    {
        Provider.Instead = context => context.Response.WriteAsync(
            new StringBuilder().Insert(0, "<a>", 100_000).Insert(300_000, "</a>", 100_000).ToString());

        await AssertBothAsync("ANSWER_INVALID");
    }

    [Fact]
    public async Task Create_EndlessAnswer_UnknownInBoundedMemory()
    {
        var chunk = Encoding.UTF8.GetBytes("<a>" + new string(' ', 1 << 16));
        Provider.Instead = async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        await AssertBothAsync("ANSWER_TOO_LARGE");
    }

    [Theory]
    [InlineData(401, ConnectorStatus.Unavailable, "INVALID_CREDENTIALS")]
    [InlineData(429, ConnectorStatus.Throttled, "THROTTLED")]
    [InlineData(503, ConnectorStatus.Unavailable, "NOT_READY")]
    [InlineData(502, ConnectorStatus.Unknown, "HTTP_STATUS")]
    public async Task Create_HttpStatus_OutcomeAndWait(int code, ConnectorStatus status, string reason)
    {
        Provider.Instead = context =>
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (code, "7");
            return Task.CompletedTask;
        };

        var result = await CreateAsync();

        Assert.Equal((status, reason), (result.Status, result.Reason));
        Assert.Equal(code is 429 or 503 ? TimeSpan.FromSeconds(7) : null, result.RetryAfter);
    }

    [Theory]
    [InlineData("Client", ConnectorStatus.Refused)]
    [InlineData("Server", ConnectorStatus.Unknown)]
    public async Task Create_SoapFault_ByWhoseFaultItIs(string whose, ConnectorStatus status)
    {
        Provider.Instead = context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync(
                $"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:{whose}</faultcode><faultstring>at Secret.java:7</faultstring></e:Fault></e:Body></e:Envelope>""");
        };

        var result = await CreateAsync();

        Assert.Equal(status, result.Status);
        Assert.DoesNotContain("Secret", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Pending_AcceptedAndAskedAfter()
    {
        Provider.Instead = context => context.Response.WriteAsync(Envelope("""<addResponse status="pending" requestID="r-7"/>"""));
        var accepted = await CreateAsync();
        Assert.Equal((ConnectorStatus.Accepted, "r-7"), (accepted.Status, accepted.Operation));
        var poller = Capability<IOperationPoller>(Target.Make());

        Provider.Instead = context => context.Response.WriteAsync(Envelope("""<statusResponse status="pending" requestID="other"/>"""));
        var pending = await poller.PollAsync("r-7", TestContext.Current.CancellationToken);
        Assert.Equal((ConnectorStatus.Accepted, "r-7"), (pending.Status, pending.Operation));
        Provider.Instead = context => context.Response.WriteAsync(Envelope("""<statusResponse status="success"/>"""));
        Assert.True((await poller.PollAsync("r-7", TestContext.Current.CancellationToken)).IsDone);
        Provider.Instead = context => context.Response.WriteAsync(Envelope("""<statusResponse status="failure" error="noSuchRequest"/>"""));
        Assert.Equal(ConnectorStatus.NotFound, (await poller.PollAsync("r-7", TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Create_ValueThatXmlCannotCarry_RefusedAndNothingSent()
    {
        var account = Target.Account("jsmith") with { Attributes = AttributeSet.Empty.Add("cn", Domain.Expressions.Value.From("a\u0001b")) };

        var result = await Capability<IAccountWriter>(Target.Make()).CreateAsync(account, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "VALUE_INVALID"), (result.Status, result.Reason));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Update_KnownId_OneRoundTrip()
    {
        var writer = Capability<IAccountWriter>(Target.Make());
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        Provider.Requests.Clear();

        AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = false, Add = ["staff"] }, TestContext.Current.CancellationToken));

        Assert.Equal(["modifyRequest"], Provider.Requests);
        Assert.Equal(["staff"], (await SeenAsync("jsmith")).Entitlements);
    }

    [Fact]
    public async Task Test_WrongPassword_InvalidCredentials()
    {
        await using var connector = Target.Factory.Create(Target.Target, new OneSecret("wrong"));

        Assert.Equal("INVALID_CREDENTIALS", (await connector.TestAsync(TestContext.Current.CancellationToken)).Reason);
    }

    protected override Task<TargetUnderTest> StartAsync() => SpmlTarget.StartAsync();

    private static string Envelope(string body) =>
        $"""<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:oasis:names:tc:SPML:2:0"><e:Body>{body}</e:Body></e:Envelope>""";

    private async Task<ConnectorResult> CreateAsync() => await Capability<IAccountWriter>(Target.Make(Short)).CreateAsync(
        Target.Account("jsmith"), TestContext.Current.CancellationToken);

    private async Task AssertBothAsync(string reason)
    {
        var created = await CreateAsync();
        Assert.Equal((ConnectorStatus.Unknown, reason), (created.Status, created.Reason));
        var read = await Capability<IAccountReader>(Target.Make(Short)).ReadAsync(new("jsmith", "pso-1"), TestContext.Current.CancellationToken);
        Assert.Contains(read.Status, new[] { ConnectorStatus.Unavailable, ConnectorStatus.NotFound });
        Assert.False(read.IsDone);
    }

    private static TargetSystem Short(TargetSystem target) => target with { Limits = new() { Timeout = TimeSpan.FromSeconds(20) } };
}
