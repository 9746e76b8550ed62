using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Rest;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Rest;

/// <summary>A server that knows nothing of Prov, reached by declarations alone; looked into beside its API.</summary>
internal sealed class RestTarget : TargetUnderTest, IFaultyTarget
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<NodeServer>>> _shared = new();

    private readonly RestServerKind _kind;
    private readonly bool _isOwn;

    private RestTarget(NodeServer server, RestServerKind kind, bool isOwn) => (Server, _kind, _isOwn) = (server, kind, isOwn);

    public NodeServer Server { get; }

    public override IConnectorFactory Factory { get; } = new RestConnectorFactory();

    public override ISecretResolver Secrets => new OneSecret(Server.Token);

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["profile.note"] = Value.From("line one\nline *(two)\\"),
        ["profile.name['last name']"] = Value.From("Smith"),
        ["level"] = Value.From(7),
        ["ratio"] = Value.From(1.5),
        ["remote"] = Value.From(true),
        ["mails[*].address"] = Value.ListOf(["a@example.test", "b@example.test"]),
    });

    public override string TextAttribute => "profile.note";

    public override ImmutableArray<string> Entitlements => ["Zürich", "a,b+c/\"quoted\"?", "admins"];

    public override TargetSystem Target => new()
    {
        Name = "desk",
        Connector = "rest",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["url"] = new Uri(Server.Root, "api").ToString(),
            ["idPath"] = "uid",
            ["namePath"] = "login",
            ["enabledPath"] = "state",
            ["enabledValue"] = "OPEN",
            ["disabledValue"] = "LOCKED",
            ["heldPath"] = "rights",
            ["item"] = "account",
            ["list.path"] = "accounts",
            ["list.items"] = "data",
            ["find.path"] = "accounts?login={name}",
            ["get.path"] = "accounts/{id}",
            ["create.path"] = "accounts",
            ["create.body"] = """{"kind":"person"}""",
            ["update.path"] = "accounts/{id}",
            ["delete.path"] = "accounts/{id}",
            ["grant.path"] = "accounts/{id}/rights/{entitlement}",
            ["revoke.path"] = "accounts/{id}/rights/{entitlement}",
            ["entitlements.path"] = "rights",
            ["entitlements.items"] = "data",
            ["entitlements.name"] = "label",
            ["errors"] = "422 $.error.code=LOGIN_TAKEN -> conflict; 422 -> refused",
        }.ToImmutableSortedDictionary().SetItems(_kind.Settings(Server)),
    };

    /// <param name="sharedBy">The class of tests.</param>
    public static async Task<TargetUnderTest> StartAsync(RestServerKind kind, Type sharedBy)
    {
        var server = await _shared.GetOrAdd(sharedBy.Name, _ => new(() => NodeServer.StartAsync("rest-server.js", kind.Options()))).Value;
        await server.ClearAsync();
        return await PrepareAsync(new(server, kind, isOwn: false));
    }

    public static async Task<TargetUnderTest> StartOwnAsync(RestServerKind kind) =>
        await PrepareAsync(new(await NodeServer.StartAsync("rest-server.js", kind.Options()), kind, isOwn: true));

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var account = (await Server.InspectAsync("users")).Select(u => (JsonObject)u["account"]!).SingleOrDefault(a => a["login"]!.ToString() == name);
        if (account is null)
        {
            return null;
        }

        // Where the server keeps each attribute, written down once more and not by the code that is tested.
        (string Name, ImmutableArray<string> Values)[] attributes =
        [
            ("profile.note", Text(account["profile"]?["note"])),
            ("profile.name['last name']", Text(account["profile"]?["name"]?["last name"])),
            ("level", Text(account["level"])),
            ("ratio", Text(account["ratio"])),
            ("remote", Text(account["remote"])),
            ("mails[*].address", [.. (account["mails"] as JsonArray ?? []).Select(m => m!["address"]!.ToString())]),
        ];
        return new(
            name,
            account["state"]!.ToString() == "OPEN",
            attributes.Where(a => !a.Values.IsEmpty).ToImmutableDictionary(a => a.Name, a => a.Values),
            [.. account["rights"]!.AsArray().Select(r => r!.ToString())]);
    }

    public override async Task<int> CountAsync() => (await Server.InspectAsync("users")).Count;

    public IConnector MakeWithBadCredentials() => Factory.Create(Target, new OneSecret("wrong"));

    public Task StopAsync() => Server.StopAsync();

    public Task RestartAsync() => Server.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        await Server.PauseAsync();
        return new Paused(Server);
    }

    protected override ValueTask CloseAsync() => _isOwn ? Server.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<RestTarget> PrepareAsync(RestTarget target)
    {
        foreach (var right in target.Entitlements)
        {
            await target.Server.PrepareAsync("groups", new() { ["displayName"] = right });
        }

        return target;
    }

    private static ImmutableArray<string> Text(JsonNode? node) => node is null ? [] : [node.ToString()];

    private sealed class Paused(NodeServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.ResumeAsync();
    }
}
