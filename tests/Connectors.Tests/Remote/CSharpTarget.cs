using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>The example in C#; its JSON file is read as it is. One process for each suite, emptied for each test.</summary>
internal sealed class CSharpTarget : ExampleTarget
{
    private static readonly ConcurrentDictionary<Type, Lazy<Task<(ConnectorProcess, AgentFront?)>>> _ofSuites = new();

    private CSharpTarget(ConnectorProcess process, AgentFront? front)
        : base(process, front)
    {
    }

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["fullName"] = Value.From("Jane Smith"),
        ["badge"] = Value.From("0042"),
        ["phones"] = Value.ListOf(["+41 \"2\"", "+41 1", "ü"]),
    });

    protected override string Capabilities => "read,search,write,count,entitlements,memberships";

    public static async Task<TargetUnderTest> OfSuiteAsync<TSuite>(bool dials = false)
    {
        var (process, front) = await _ofSuites.GetOrAdd(typeof(TSuite), _ => new(() => StartAsync(dials))).Value;
        var target = new CSharpTarget(process, front);
        await target.AnsweringAsync();
        await target.EmptyAsync();
        return target;
    }

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var badge = (await BadgesAsync()).FirstOrDefault(b => b.GetProperty("login").GetString() == name);
        return badge.ValueKind == JsonValueKind.Undefined
            ? null
            : new(
                name,
                badge.GetProperty("enabled").GetBoolean(),
                badge.GetProperty("attributes").EnumerateObject().ToImmutableDictionary(a => a.Name, a => Texts(a.Value)),
                Texts(badge.GetProperty("doors")));
    }

    public override async Task<int> CountAsync() => (await BadgesAsync()).Count();

    private static async Task<(ConnectorProcess Process, AgentFront? Front)> StartAsync(bool dials)
    {
        var front = dials ? await AgentFront.StartAsync() : null;
        return (await ConnectorProcess.StartCSharpAsync("phones", front is null ? null : (front.Address, "agent")), front);
    }

    private static ImmutableArray<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];

    // Somebody else writes the file, too: the connector has to see it.
    private async Task EmptyAsync()
    {
        var empty = JsonSerializer.Serialize(new { nextId = 1, doors = Entitlements, badges = new Dictionary<string, string>() });
        await File.WriteAllTextAsync(Process.TargetFile + ".test", empty);
        File.Move(Process.TargetFile + ".test", Process.TargetFile, overwrite: true);
    }

    private async Task<IEnumerable<JsonElement>> BadgesAsync()
    {
        var list = JsonDocument.Parse(await File.ReadAllTextAsync(Process.TargetFile)).RootElement;
        return list.GetProperty("badges").EnumerateObject().Select(b => b.Value);
    }
}
