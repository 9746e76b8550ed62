using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Remote.Agents;
using Prov.Connectors.Remote.Calls;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Remote;

/// <summary>A connector in any language: a gRPC server of <c>prov.connector.v1</c>, dialled by address, or an agent that dials in.</summary>
/// <param name="agents">The agents that have dialled in.</param>
/// <param name="clock">For deadlines; the system's when null.</param>
public sealed class RemoteConnectorFactory(AgentConnections agents, TimeProvider? clock = null) : IConnectorFactory
{
    private const int MaxMessageMegabytes = 64;

    public string Kind => "remote";

    public bool PlacesAccounts => true;

    public bool DeliversSecrets => true;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("address", false, "Where the connector serves, as https://connector.example:8443; http to the own machine only. Either this or agent."),
        new("agent", false, "Name of the agent that dials in and serves this target: that of its credentials. Either this or address."),
        new("token", true, "Token that the connector wants with each call.") { Secret = true },
        new("caFile", false, "PEM file of the authorities that are trusted with address; default those of the machine."),
        new(
            "capabilities",
            false,
            $"What Prov uses of the connector, with commas between: {string.Join(", ", RemoteSettings.CapabilityNames)}; default read,search,write."),
        new("maxMessageMegabytes", false, "Largest message that is taken, in MiB, 1 to 64; default 4."),
        new("maxItems", false, "Most accounts, changes or memberships of one stream, 1 to 2000000000; default 10000000."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return
        [
            .. new[]
            {
                CheckPlace(settings),
                settings.CheckNumber("maxMessageMegabytes", 1, MaxMessageMegabytes),
                settings.CheckNumber("maxItems", 1, 2_000_000_000),
            }.OfType<SettingFault>(),
            .. RemoteSettings.UnknownCapabilities(settings).Select(n => new SettingFault(
                "capabilities", "SETTING_NOT_ALLOWED", $"There is no capability '{n}'; there are {string.Join(", ", RemoteSettings.CapabilityNames)}.")),
        ];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = RemoteSettings.Read(target);
        var time = clock ?? TimeProvider.System;
        var reference = target.Settings["token"];
        var line = settings.Agent is { } agent ? RemoteLine.ToAgent(agents, agent, time) : RemoteLine.ToAddress(settings);
        return new RemoteConnector(settings, line, new RemoteCalls(line, settings, () => secrets.Resolve(reference), time), time);
    }

    private static SettingFault? CheckPlace(TargetSettings settings) => (settings.Find("address"), settings.Find("agent")) switch
    {
        (null, null) => new("address", "SETTING_MISSING", "Set address for a connector that serves, or agent for one that dials in."),
        (not null, not null) => new("agent", "SETTING_NOT_ALLOWED", "Set address or agent, not both."),
        (not null, null) when RemoteSettings.AddressOf(settings) is null => new(
            "address", "ADDRESS_INVALID", "address is https with host and port and nothing behind; http is allowed to the own machine only."),
        _ => null,
    };
}
