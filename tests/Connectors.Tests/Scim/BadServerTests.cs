using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim;
using Prov.Connectors.Tests.Http;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Scim;

/// <summary>Servers that do what none should: each ends in a clear reason, in bounded time and memory.</summary>
public sealed class BadServerTests
{
    private const string Error = """{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"STATUS","scimType":"TYPE"}""";
    private const string User = """{"id":"7","userName":"jsmith","active":"True","level":null,"title":"","nickName":null,"emails":null}""";
    private static readonly AccountLocator _byId = new("jsmith", "7");

    [Theory]
    [InlineData("409", "uniqueness", ConnectorStatus.Conflict, "NAME_TAKEN")]
    [InlineData("400", "invalidValue", ConnectorStatus.Refused, "VALUE_INVALID")]
    [InlineData("503", "", ConnectorStatus.Unavailable, "SERVER_NOT_READY")]
    [InlineData("no number", "", ConnectorStatus.Unknown, "SERVER_ERROR")]
    public async Task Create_ErrorBehindA200_IsTheError(string status, string type, ConnectorStatus expected, string reason)
    {
        await using var server = await ServingAsync(new(200, Error.Replace("STATUS", status).Replace("TYPE", type)));

        var result = await CreateAsync(server);

        Assert.Equal((expected, reason), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Create_409ForItsOwnSuccess_ConflictAndTheAccountIsThereToBeLookedAt()
    {
        var made = false;
        await using var server = await CannedServer.StartAsync(request => request.HttpMethod == "POST"
            ? Made()
            : Usual(request, made ? $$"""{"totalResults":1,"Resources":[{{User}}]}""" : """{"totalResults":0}"""));
        var connector = Make(server);

        var result = await Capability<IAccountWriter>(connector).CreateAsync(NewAccount, TestContext.Current.CancellationToken);
        var read = await Capability<IAccountReader>(connector).ReadAsync(new("jsmith", null), TestContext.Current.CancellationToken);

        // The engine reads after a conflict and proves whose the account is.
        Assert.Equal(ConnectorStatus.Conflict, result.Status);
        Assert.Equal("7", read.Value!.NativeId);

        CannedReply Made()
        {
            made = true;
            return new(409, Error.Replace("STATUS", "409").Replace("TYPE", "uniqueness"));
        }
    }

    [Fact]
    public async Task Read_NullsEmptyTextsAndFlagsAsTexts_AreWhatTheyMean()
    {
        await using var server = await ServingAsync(new(200, User));

        var read = await ReadAsync(server);

        Assert.True(read.IsDone, read.Message);
        Assert.True(read.Value!.Enabled);
        Assert.Empty(read.Value.Attributes);
    }

    [Theory]
    [InlineData("text/html", "<html>Welcome</html>", "WRONG_CONTENT_TYPE")]
    [InlineData("text/plain", User, "WRONG_CONTENT_TYPE")]
    [InlineData("application/json", "{\"id\":", "ANSWER_NOT_JSON")]
    [InlineData("application/json", "{\"id\":\"7\",\"id\":\"8\",\"userName\":\"x\"}", "ANSWER_NOT_JSON")]
    [InlineData("application/json", "[1]", "ANSWER_NOT_SCIM")]
    [InlineData("application/json", "{\"userName\":\"nobody\"}", "ANSWER_NOT_SCIM")]
    public async Task Read_AnotherAnswerThanScim_UnavailableWithReason(string type, string body, string reason)
    {
        await using var server = await ServingAsync(new(200, body, type));

        var read = await ReadAsync(server);

        Assert.Equal((ConnectorStatus.Unavailable, reason), (read.Status, read.Reason));
    }

    [Fact]
    public async Task Create_AnotherAnswerThanScim_Unknown()
    {
        await using var server = await ServingAsync(new(200, "<html/>", "text/html"));

        var result = await CreateAsync(server);

        Assert.Equal((ConnectorStatus.Unknown, "WRONG_CONTENT_TYPE"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Read_FiveGigabytes_EndsAtTheLimit()
    {
        await using var server = await ServingAsync(new(200, new string(' ', 1 << 20)) { Times = 5 * 1024 });
        var before = GC.GetTotalAllocatedBytes();

        var read = await ReadAsync(server);

        Assert.Equal((ConnectorStatus.Unavailable, "ANSWER_TOO_LARGE"), (read.Status, read.Reason));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200L << 20);
    }

    [Fact]
    public async Task Read_DeepNesting_IsNoJson()
    {
        await using var server = await ServingAsync(new(200, string.Concat(Enumerable.Repeat("{\"a\":", 10_000))));

        Assert.Equal("ANSWER_NOT_JSON", (await ReadAsync(server)).Reason);
    }

    [Fact]
    public async Task Search_SamePageForEver_EndsWithReasonAndEachAccountOnce()
    {
        await using var server = await ServingAsync(new(200, $$"""{"totalResults":1000000,"Resources":[{{User}},{{User}}]}"""));

        var found = await SearchAsync(server);

        Assert.Equal("7", Assert.Single(found, f => f.IsDone).Value!.NativeId);
        Assert.Equal((ConnectorStatus.Unavailable, "PAGING_ENDLESS"), (found[^1].Status, found[^1].Reason));
        Assert.InRange(server.Asked.Count, 1, 20);
    }

    [Fact]
    public async Task Search_CursorsInACircle_EndsWithReason()
    {
        var asked = 0;
        await using var server = await CannedServer.StartAsync(request => request.RawUrl.Contains("cursor", StringComparison.Ordinal)
            ? new(200, $$"""{"nextCursor":"c{{asked++ % 5}}","Resources":[{"id":"{{asked}}","userName":"u{{asked}}"}]}""")
            : Usual(request, "{}"));

        var found = await SearchAsync(Make(server, ("paging", "cursor")));

        Assert.Equal("PAGING_ENDLESS", found[^1].Reason);
        Assert.InRange(found.Count, 5, 30);
    }

    [Fact]
    public async Task Search_UserWithoutName_IsAnItemOfItsOwn()
    {
        await using var server = await ServingAsync(new(200, $$"""{"totalResults":3,"Resources":[{"id":"1"},{"userName":"x"},{{User}}]}"""));

        var found = await SearchAsync(server);

        Assert.Equal(["OBJECT_UNREADABLE", "OBJECT_UNREADABLE", ""], found.Select(f => f.Reason));
    }

    [Theory]
    [InlineData(429, "7", ConnectorStatus.Throttled, 7)]
    [InlineData(503, "7", ConnectorStatus.Unavailable, 7)]
    [InlineData(429, "DATE+90", ConnectorStatus.Throttled, 90)]
    [InlineData(429, "DATE-90", ConnectorStatus.Throttled, 0)]
    [InlineData(429, "DATE+999999999", ConnectorStatus.Throttled, 86400)]
    [InlineData(429, "soon", ConnectorStatus.Throttled, null)]
    public async Task Read_RetryAfter_BothForms(int status, string after, ConnectorStatus expected, int? seconds)
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var header = after.StartsWith("DATE", StringComparison.Ordinal)
            ? now.AddSeconds(double.Parse(after[4..], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture)
            : after;
        var reply = new CannedReply(status, "") { Headers = new() { ["Retry-After"] = header, ["Date"] = now.ToString("R", CultureInfo.InvariantCulture) } };
        await using var server = await ServingAsync(reply);

        var read = await ReadAsync(server);

        Assert.Equal((expected, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, expected == ConnectorStatus.Throttled ? "THROTTLED" : "SERVER_NOT_READY"), (read.Status, read.RetryAfter, read.Reason));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Any_RedirectToAnotherHost_NeverFollowed(int status)
    {
        await using var other = await ServingAsync(new(200, User));
        await using var server = await ServingAsync(new(status, "") { Headers = new() { ["Location"] = $"{other.Root}Users/7" } });

        var read = await ReadAsync(server);

        Assert.Equal((ConnectorStatus.Refused, "REDIRECTED"), (read.Status, read.Reason));
        Assert.Empty(other.Asked);
        Assert.DoesNotContain("s3cret", read.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example/Users")]
    [InlineData("https://evil.example/x/..")]
    [InlineData("//evil.example")]
    public async Task Read_EndpointOfAnotherServer_OnlyItsLastPartCounts(string endpoint)
    {
        await using var server = await CannedServer.StartAsync(request => request.RawUrl.Contains("ResourceTypes", StringComparison.Ordinal)
            ? new(200, $$"""[{"schema":"urn:ietf:params:scim:schemas:core:2.0:User","endpoint":"{{endpoint}}"}]""")
            : Usual(request, User));

        var read = await ReadAsync(server);

        Assert.All(server.Asked, a => Assert.Equal("Bearer s3cret", a.Authorization));
        Assert.True(read.IsDone || read.Reason == "ANSWER_NOT_SCIM", read.Reason);
    }

    [Fact]
    public async Task Update_PatchRefusedDespiteWhatItSays_PutFromThenOn()
    {
        await using var server = await CannedServer.StartAsync(request => request switch
        {
            { HttpMethod: "PATCH" } => new(501, ""),
            _ => Usual(request, User, """{"patch":{"supported":true}}"""),
        });
        var writer = Capability<IAccountWriter>(Make(server));
        var change = new AccountChange { Enabled = false };

        Assert.True((await writer.UpdateAsync(_byId, change, TestContext.Current.CancellationToken)).IsDone);
        Assert.True((await writer.UpdateAsync(_byId, change, TestContext.Current.CancellationToken)).IsDone);

        Assert.Equal(["PATCH", "GET", "PUT", "GET", "PUT"], server.Asked.Where(a => a.Line.Contains("Users/7", StringComparison.Ordinal)).Select(a => a.Line.Split(' ')[0]));
    }

    [Fact]
    public async Task Update_OrdinaryChange_OneRequest()
    {
        await using var server = await ServingAsync(new(200, User));
        var connector = Make(server);
        await Capability<IAccountReader>(connector).ReadAsync(_byId, TestContext.Current.CancellationToken);
        var before = server.Asked.Count;

        await Capability<IAccountWriter>(connector).UpdateAsync(
            _byId, new() { Enabled = false, Set = AttributeSet.Empty.Add("title", Value.From("x")) }, TestContext.Current.CancellationToken);

        Assert.Equal(before + 1, server.Asked.Count);
    }

    private static NewAccount NewAccount => new() { Name = "jsmith", Enabled = true, Attributes = AttributeSet.Empty };

    private static Task<CannedServer> ServingAsync(CannedReply reply) => CannedServer.StartAsync(request => Usual(request, "") is { Status: 404 } unsaid ? unsaid : reply);

    // What is asked of the server itself is not there; everything else is answered with the body.
    private static CannedReply Usual(CannedRequest request, string body, string? configuration = null) =>
        request.RawUrl.Contains("ServiceProviderConfig", StringComparison.Ordinal) && configuration is not null ? new(200, configuration)
        : new[] { "ServiceProviderConfig", "ResourceTypes", "Schemas" }.Any(p => request.RawUrl.Contains(p, StringComparison.Ordinal)) ? new(404, "")
        : new(200, body);

    private static IConnector Make(CannedServer server, params (string Name, string Value)[] more) => new ScimConnectorFactory(new FakeTimeProvider()).Create(
        new()
        {
            Name = "cloud",
            Connector = "scim",
            AccountName = new("identity.login"),
            Mappings = [.. new[] { "title", "nickName", "emails[type eq \"work\"].value", "level" }.Select(a => new AttributeMapping(a, "null"))],
            Settings = more.Concat([("url", server.Root.ToString()), ("token", "secret:cloud"), ("membership", "none")])
                .ToImmutableSortedDictionary(s => s.Item1, s => s.Item2),
        },
        new OneSecret("s3cret"));

    private static T Capability<T>(IConnector connector)
        where T : class => Assert.IsAssignableFrom<T>(connector);

    private static Task<ConnectorResult<ObservedAccount>> ReadAsync(CannedServer server) =>
        Capability<IAccountReader>(Make(server)).ReadAsync(_byId, TestContext.Current.CancellationToken);

    private static Task<ConnectorResult<ObservedAccount>> CreateAsync(CannedServer server) =>
        Capability<IAccountWriter>(Make(server)).CreateAsync(NewAccount, TestContext.Current.CancellationToken);

    private static Task<List<ConnectorResult<ObservedAccount>>> SearchAsync(CannedServer server) => SearchAsync(Make(server));

    private static async Task<List<ConnectorResult<ObservedAccount>>> SearchAsync(IConnector connector)
    {
        var found = new List<ConnectorResult<ObservedAccount>>();
        await foreach (var item in Capability<IAccountSearcher>(connector).SearchAsync(TestContext.Current.CancellationToken))
        {
            found.Add(item);
        }

        return found;
    }
}
