using System.Collections.Immutable;
using Prov.Connectors.Conformance;
using Prov.Connectors.Spml;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Spml;

/// <summary>The objects of a provider, looked into in its memory.</summary>
internal sealed class SpmlTarget(SpmlProvider provider) : TargetUnderTest
{
    public override IConnectorFactory Factory { get; } = new SpmlConnectorFactory();

    public SpmlProvider Provider => provider;

    public override ISecretResolver Secrets => new OneSecret(SpmlProvider.UserPassword);

    public override string TextAttribute => "cn";

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["cn"] = Value.From("Jane <Smith> & \"co\""),
        ["mail"] = Value.ListOf(["a@example.test", "b@example.test"]),
        ["photo"] = Value.From(ImmutableArray.Create<byte>(0, 255, 92, 39)),
    });

    public override TargetSystem Target => new()
    {
        Name = "people",
        Connector = "spml",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["address"] = $"http://127.0.0.1:{provider.Port}/spml",
            ["user"] = "prov",
            ["password"] = "secret:spml",
            ["nameAttribute"] = "login",
            ["enabledAttribute"] = "active",
            ["entitlementAttribute"] = "groups",
            ["multiValuedAttributes"] = "mail",
        }.ToImmutableSortedDictionary(),
    };

    public static async Task<TargetUnderTest> StartAsync() => new SpmlTarget(await SpmlProvider.StartAsync());

    public override Task<TargetAccount?> FindAsync(string name) => Task.FromResult(provider.Find(name) is not { } found
        ? null
        : new TargetAccount(
            name,
            found["active"][0] == "true",
            found.ToImmutableDictionary(a => a.Key, a => a.Value.ToImmutableArray()),
            [.. found.GetValueOrDefault("groups", [])]));

    public override Task<int> CountAsync() => Task.FromResult(provider.Count);

    protected override ValueTask CloseAsync() => provider.DisposeAsync();
}
