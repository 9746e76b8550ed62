using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote;
using Prov.Connectors.Remote.Agents;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>An example connector and its target, looked into without it.</summary>
/// <param name="process">The connector.</param>
/// <param name="front">Where it dials in as an agent; null when it serves.</param>
internal abstract class ExampleTarget(ConnectorProcess process, AgentFront? front) : TargetUnderTest, IFaultyTarget
{
    private static readonly TimeSpan _dialLimit = TimeSpan.FromSeconds(30);

    public override IConnectorFactory Factory { get; } = new RemoteConnectorFactory(front?.Agents ?? new AgentConnections());

    public override ISecretResolver Secrets => new OneSecret(process.Token);

    public override ImmutableArray<string> Entitlements => ["Zürich", "it's; --", "vault"];

    public override string TextAttribute => "fullName";

    public override TargetSystem Target => new()
    {
        Name = "badges",
        Connector = "remote",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            [front is null ? "address" : "agent"] = front is null ? $"http://127.0.0.1:{process.Port}" : AgentFront.AgentName,
            ["token"] = "secret:badges",
            ["capabilities"] = Capabilities,
        }.ToImmutableSortedDictionary(),
    };

    /// <summary>False for a process that other tests use too.</summary>
    public bool IsOwn { get; init; }

    protected ConnectorProcess Process => process;

    protected abstract string Capabilities { get; }

    public IConnector MakeWithBadCredentials() => Factory.Create(Target, new OneSecret("another token than that"));

    public Task StopAsync() => process.StopAsync();

    public Task RestartAsync() => process.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        await process.PauseAsync();
        return new Thaw(process);
    }

    /// <summary>Waits until the connector answers: an agent takes a moment to dial.</summary>
    public Task AnsweringAsync()
    {
        var connector = Make();
        return Deadline.UntilAsync(
            () => connector.TestAsync(CancellationToken.None), tested => tested.Status != ConnectorStatus.Unavailable, _dialLimit, "the connector answers");
    }

    protected override async ValueTask CloseAsync()
    {
        if (IsOwn)
        {
            await process.DisposeAsync();
        }
    }

    private sealed class Thaw(ConnectorProcess process) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            process.Resume();
            return ValueTask.CompletedTask;
        }
    }
}
