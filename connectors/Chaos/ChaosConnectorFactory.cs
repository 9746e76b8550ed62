using System.Collections.Immutable;
using System.Globalization;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Chaos;

/// <summary>
/// Adds settings for faults to those of another factory. A target that sets <c>chaosSeed</c> gets its connector wrapped. For tests:
/// the silo decorates its factories only when it is told to.
/// </summary>
/// <param name="inner">The factory of the real connector.</param>
/// <param name="clock">For the delays; the system's when null.</param>
public sealed class ChaosConnectorFactory(IConnectorFactory inner, TimeProvider? clock = null) : IConnectorFactory
{
    private const int MaxDelay = 60_000;
    private const string SeedSetting = "chaosSeed";
    private const string DelaySetting = "chaosDelay";

    private static readonly ImmutableSortedDictionary<string, ChaosFault> _shares = new Dictionary<string, ChaosFault>
    {
        ["chaosRefusedShare"] = ChaosFault.Refused,
        ["chaosThrottledShare"] = ChaosFault.Throttled,
        ["chaosUnavailableShare"] = ChaosFault.Unavailable,
        ["chaosLostRequestShare"] = ChaosFault.LostRequest,
        ["chaosLostReplyShare"] = ChaosFault.LostReply,
    }.ToImmutableSortedDictionary();

    public string Kind => inner.Kind;

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        .. inner.Settings,
        new(SeedSetting, false, "Seed of the faults, a whole number; without it there are none."),
        new(DelaySetting, false, "Longest delay of a call, in milliseconds, 0 to 60000; default 0."),
        .. _shares.Select(s => new ConnectorSetting(s.Key, false, $"Share of calls with the fault {s.Value}, 0 to 1; default 0.")),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var shares = _shares.Keys.Where(name => !TryShare(settings, name, out _))
            .Select(name => new SettingFault(name, "SETTING_OUT_OF_RANGE", $"{name} is a number from 0 to 1."));
        var numbers = new[] { settings.CheckNumber(SeedSetting, int.MinValue, int.MaxValue), settings.CheckNumber(DelaySetting, 0, MaxDelay) };
        ImmutableArray<SettingFault> faults = [.. numbers.OfType<SettingFault>(), .. shares];
        return faults.IsEmpty ? inner.Check(WithoutChaos(target)) : faults;
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var connector = inner.Create(WithoutChaos(target), secrets);
        var settings = new TargetSettings(target);
        return settings.Find(SeedSetting) is null ? connector : new ChaosConnector(connector, Plan(settings), clock ?? TimeProvider.System);
    }

    private static ChaosPlan Plan(TargetSettings settings) => new(
        settings.Number(SeedSetting, 0),
        TimeSpan.FromMilliseconds(settings.Number(DelaySetting, 0)),
        _shares.ToImmutableSortedDictionary(s => s.Value, s => TryShare(settings, s.Key, out var share) ? share : 0));

    private static bool TryShare(TargetSettings settings, string name, out double share) =>
        double.TryParse(settings.Text(name, "0"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) && share <= 1;

    private static TargetSystem WithoutChaos(TargetSystem target) =>
        target with { Settings = target.Settings.RemoveRange(_shares.Keys.Append(SeedSetting).Append(DelaySetting)) };
}
