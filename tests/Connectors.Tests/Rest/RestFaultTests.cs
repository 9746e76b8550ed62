using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Rest;
using Prov.Connectors.Tests.Http;
using Prov.Domain.Accounts;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Rest;

/// <summary>What declarations say of answers, and what a server cannot make the connector do.</summary>
public sealed class RestFaultTests
{
    private const string Rules = "200 $.ok=false -> refused; 422 $.error.code=LOGIN_TAKEN -> conflict; 422 -> refused; 400 $.retry=true -> throttled; 418 -> unavailable; 404 -> done";

    [Theory]
    [InlineData(200, """{"ok":false,"id":"1","login":"x"}""", ConnectorStatus.Refused, "REQUEST_REFUSED")]
    [InlineData(422, """{"error":{"code":"LOGIN_TAKEN"}}""", ConnectorStatus.Conflict, "NAME_TAKEN")]
    [InlineData(422, """{"error":{"code":"OTHER"}}""", ConnectorStatus.Refused, "REQUEST_REFUSED")]
    [InlineData(400, """{"retry":true}""", ConnectorStatus.Throttled, "THROTTLED")]
    [InlineData(418, "", ConnectorStatus.Unavailable, "SERVER_NOT_READY")]
    [InlineData(500, "", ConnectorStatus.Unknown, "SERVER_ERROR")]
    [InlineData(302, "", ConnectorStatus.Refused, "REDIRECTED")]
    public async Task Update_ErrorRules_FirstThatFitsCounts(int status, string body, ConnectorStatus expected, string reason)
    {
        await using var server = await CannedServer.StartAsync(_ => new(status, body, "application/json"));

        var result = await Writer(server).UpdateAsync(new("x", "1"), new() { Enabled = false }, TestContext.Current.CancellationToken);

        Assert.Equal((expected, reason), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("a/../../admin", "/users/a%2F..%2F..%2Fadmin")]
    [InlineData("1?role#y", "/users/1%3Frole%23y")]
    [InlineData("{name}", "/users/%7Bname%7D")]
    public async Task Delete_IdOfAnyCharacters_StaysInItsPlace(string id, string path)
    {
        await using var server = await CannedServer.StartAsync(_ => new(204, ""));

        await Writer(server).DeleteAsync(new("x", id), TestContext.Current.CancellationToken);

        Assert.Equal($"DELETE {path}", Assert.Single(server.Asked).Line, ignoreCase: true);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    public async Task Delete_IdOfDots_NeverAStepInTheAddress(string id)
    {
        await using var server = await CannedServer.StartAsync(_ => new(204, ""));

        var result = await Writer(server).DeleteAsync(new("x", id), TestContext.Current.CancellationToken);

        // The server shows a place after decoding it once: what was sent as %252e is a text there, and no step.
        Assert.True(result.Reason == "ID_INVALID" || server.Asked.Single().Line == "DELETE /users/%2e%2e", string.Join(' ', server.Asked));
    }

    [Theory]
    [InlineData("http://evil.example/users?page=2")]
    [InlineData("//evil.example/users")]
    [InlineData("https://127.0.0.1/users")]
    public async Task Search_LinkToAnotherServer_NotFollowed(string link)
    {
        await using var server = await CannedServer.StartAsync(_ => new(200, """[{"id":"1","login":"a"}]""", "application/json") { Headers = new() { ["Link"] = $"<{link}>; rel=\"next\"" } });

        var found = await SearchAsync(Make(server, ("paging", "link")));

        Assert.Equal("LINK_ELSEWHERE", found[^1].Reason);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("offset")]
    [InlineData("link")]
    [InlineData("cursor")]
    public async Task Search_ListWithoutEnd_EndsWithReasonAndEachAccountOnce(string style)
    {
        await using var server = await CannedServer.StartAsync(_ => new(200, """{"data":[{"id":"1","login":"a"}],"next":"same"}""", "application/json") { Headers = new() { ["Link"] = "</users?again>; rel=next" } });

        var found = await SearchAsync(Make(server, ("paging", style), ("paging.next", "next"), ("list.items", "data")));

        Assert.Single(found, f => f.IsDone);
        Assert.Equal("PAGING_ENDLESS", found[^1].Reason);
        Assert.InRange(server.Asked.Count, 2, 10);
    }

    [Fact]
    public void Check_EveryFault_AtOnce()
    {
        var target = Target(new("http://127.0.0.1/"), ("url", "http://elsewhere.example"), ("get.path", "https://evil.example/{id}"), ("list.path", "../x"), ("create.body", "[1]"), ("errors", "nonsense"), ("idPath", "a..b"), ("delete.path", "users/{who}"));

        var faults = new RestConnectorFactory().Check(target);

        Assert.Equal(["create.body", "delete.path", "errors", "get.path", "idPath", "list.path", "url"], faults.Select(f => f.Setting).Order(StringComparer.Ordinal));
        Assert.Contains(faults, f => f is { Setting: "url", Reason: "INSECURE_TRANSPORT" });
    }

    private static IAccountWriter Writer(CannedServer server) => Assert.IsAssignableFrom<IAccountWriter>(Make(server));

    private static IConnector Make(CannedServer server, params (string Name, string Value)[] more) =>
        new RestConnectorFactory().Create(Target(server.Root, more), new OneSecret("s3cret"));

    private static TargetSystem Target(Uri root, params (string Name, string Value)[] more) => new()
    {
        Name = "desk",
        Connector = "rest",
        AccountName = new("identity.login"),
        Settings = new Dictionary<string, string>
        {
            ["url"] = root.ToString(), ["token"] = "secret:desk", ["namePath"] = "login", ["enabledPath"] = "active", ["list.path"] = "users",
            ["get.path"] = "users/{id}", ["update.path"] = "users/{id}", ["delete.path"] = "users/{id}", ["errors"] = Rules,
        }.ToImmutableSortedDictionary().SetItems(more.Select(m => KeyValuePair.Create(m.Name, m.Value))),
    };

    private static async Task<List<ConnectorResult<ObservedAccount>>> SearchAsync(IConnector connector)
    {
        var found = new List<ConnectorResult<ObservedAccount>>();
        await foreach (var item in Assert.IsAssignableFrom<IAccountSearcher>(connector).SearchAsync(TestContext.Current.CancellationToken))
        {
            found.Add(item);
        }

        return found;
    }
}
