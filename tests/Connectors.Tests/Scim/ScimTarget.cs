using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Scim;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Scim;

/// <summary>A SCIM server made of other people's packages; looked into beside its protocol.</summary>
internal sealed class ScimTarget : TargetUnderTest, IFaultyTarget
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private const string Typed = "urn:ietf:params:scim:schemas:extension:test:2.0:User";

    // A server for each class of tests: those of one class run one after the other.
    private static readonly ConcurrentDictionary<string, Lazy<Task<NodeServer>>> _shared = new();

    private readonly ScimServerKind _kind;
    private readonly bool _isOwn;

    private ScimTarget(NodeServer server, ScimServerKind kind, bool isOwn)
    {
        (Server, _kind, _isOwn) = (server, kind, isOwn);
        var attributes = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
        {
            ["displayName"] = Value.From("line one\nline *(two)\\"),
            ["name.familyName"] = Value.From("Smith"),
            ["emails[type eq \"work\"].value"] = Value.From("a@example.test"),
            ["emails[type eq \"home\"].value"] = Value.From("b@example.test"),
            ["roles.value"] = Value.ListOf(["admin", "user"]),
            [$"{Enterprise}:employeeNumber"] = Value.From("0012"),
        });
        Attributes = kind.HasSchemas
            ? attributes.AddRange(new Dictionary<string, Value>
            {
                [$"{Typed}:level"] = Value.From(7),
                [$"{Typed}:ratio"] = Value.From(1.5),
                [$"{Typed}:remote"] = Value.From(true),
                [$"{Typed}:since"] = Value.From(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            })
            : attributes;
    }

    public NodeServer Server { get; }

    public override IConnectorFactory Factory { get; } = new ScimConnectorFactory();

    public override ISecretResolver Secrets => new OneSecret(Server.Token);

    public override ImmutableSortedDictionary<string, Value> Attributes { get; }

    public override bool ShowsMembershipsAsChanges => false;

    public override string TextAttribute => "displayName";

    public override ImmutableArray<string> Entitlements => ["Zürich", "a,b+c \"quoted\"", "admins"];

    public override TargetSystem Target => new()
    {
        Name = "cloud",
        Connector = "scim",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["url"] = new Uri(Server.Root, _kind.Path).ToString(),
            ["token"] = "secret:cloud",
            ["changes"] = "lastModified",
        }.ToImmutableSortedDictionary(),
    };

    /// <param name="sharedBy">The class of tests.</param>
    public static async Task<TargetUnderTest> StartAsync(ScimServerKind kind, Type sharedBy)
    {
        var server = await _shared.GetOrAdd(sharedBy.Name, _ => new(() => NodeServer.StartAsync(kind.Script, kind.Options()))).Value;
        await server.ClearAsync();
        return await PrepareAsync(new(server, kind, isOwn: false));
    }

    public static async Task<TargetUnderTest> StartOwnAsync(ScimServerKind kind) =>
        await PrepareAsync(new(await NodeServer.StartAsync(kind.Script, kind.Options()), kind, isOwn: true));

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var found = (await Server.InspectAsync("users")).Where(u => u["userName"]!.ToString() == name).ToList();
        if (found.SingleOrDefault() is not { } user)
        {
            return null;
        }

        var groups = (await Server.InspectAsync("groups")).Where(g => g["members"] is JsonArray members && members.Any(m => m!["value"]!.ToString() == user["id"]!.ToString()));
        var attributes = Attributes.Keys.Select(a => (Name: a, Values: Texts(user, a))).Where(a => !a.Values.IsEmpty);
        return new(
            name,
            user["active"]!.GetValue<bool>(),
            attributes.ToImmutableDictionary(a => a.Name, a => a.Values),
            [.. groups.Select(g => g["displayName"]!.ToString())]);
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

    private static async Task<ScimTarget> PrepareAsync(ScimTarget target)
    {
        foreach (var group in target.Entitlements)
        {
            await target.Server.PrepareAsync("groups", new() { ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Group"), ["displayName"] = group });
        }

        return target;
    }

    // Where the server keeps each attribute, written down once more and not by the code that is tested.
    private static ImmutableArray<string> Texts(JsonObject user, string attribute) => attribute switch
    {
        "displayName" => Text(user["displayName"]),
        "name.familyName" => Text(user["name"]?["familyName"]),
        "emails[type eq \"work\"].value" => OfType(user, "work"),
        "emails[type eq \"home\"].value" => OfType(user, "home"),
        "roles.value" => [.. (user["roles"] as JsonArray ?? []).Select(r => r!["value"]!.ToString())],
        $"{Typed}:since" => user[Typed]?["since"] is { } since
            ? [Value.From(DateTimeOffset.Parse(since.ToString(), CultureInfo.InvariantCulture)).ToString()]
            : [],
        _ => Text(user[attribute[..attribute.LastIndexOf(':')]]?[attribute[(attribute.LastIndexOf(':') + 1)..]]),
    };

    private static ImmutableArray<string> OfType(JsonObject user, string type) =>
        Text((user["emails"] as JsonArray ?? []).SingleOrDefault(e => e!["type"]?.ToString() == type)?["value"]);

    private static ImmutableArray<string> Text(JsonNode? node) => node is null ? [] : [node.ToString()];

    private sealed class Paused(NodeServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.ResumeAsync();
    }
}
