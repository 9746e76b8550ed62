using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Null;

/// <summary>A target that accepts everything and remembers nothing, for benchmarks and tests of the engine.</summary>
/// <param name="clock">For the delay and the journal's times; the system's when null.</param>
public sealed class NullConnectorFactory(TimeProvider? clock = null) : IConnectorFactory
{
    private const int MaxDelay = 60_000;

    public string Kind => "null";

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("delay", false, "How long each call takes, in milliseconds, 0 to 60000; default 0."),
        new("journal", false, "A file that gets one JSON line for each call; several processes may share it."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target) =>
        new TargetSettings(target).CheckNumber("delay", 0, MaxDelay) is { } fault ? [fault] : [];

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = new TargetSettings(target);
        var time = clock ?? TimeProvider.System;
        var journal = settings.Find("journal") is { } path ? new Journal(path, time) : null;
        return new NullConnector(TimeSpan.FromMilliseconds(settings.Number("delay", 0)), journal, time);
    }
}
