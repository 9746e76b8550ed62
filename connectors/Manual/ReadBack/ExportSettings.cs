using System.Collections.Immutable;
using Prov.Connectors.DelimitedText;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Manual.ReadBack;

/// <summary>The settings of the target's export file: those of delimited text, under names of their own.</summary>
internal static class ExportSettings
{
    private static readonly ImmutableSortedDictionary<string, string> _names = new Dictionary<string, string>
    {
        ["exportPath"] = "path",
        ["exportDelimiter"] = "delimiter",
        ["exportEncoding"] = "encoding",
        ["exportColumns"] = "columns",
        ["exportNameColumn"] = "nameColumn",
        ["exportEnabledColumn"] = "enabledColumn",
        ["exportEnabledValue"] = "enabledValue",
        ["exportDisabledValue"] = "disabledValue",
        ["exportEntitlementsColumn"] = "entitlementsColumn",
        ["exportMultiValuedColumns"] = "multiValuedColumns",
        ["exportValueSeparator"] = "valueSeparator",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static IEnumerable<ConnectorSetting> Declared { get; } =
        [.. _names.Select(n => Renamed(n.Key, new DelimitedTextConnectorFactory().Settings.Single(s => s.Name == n.Value)))];

    /// <summary>The export file as a target of its own; null when the target has none.</summary>
    public static TargetSystem? TargetOf(TargetSystem target) => new TargetSettings(target).Find("exportPath") is null
        ? null
        : target with
        {
            Connector = "delimitedText",
            Settings = _names.Where(n => target.Settings.GetValueOrDefault(n.Key, "").Length > 0)
                .ToImmutableSortedDictionary(n => n.Value, n => n.Key == "exportPath" ? Path.GetFullPath(target.Settings[n.Key]) : target.Settings[n.Key]),
        };

    public static IEnumerable<SettingFault> Check(TargetSystem target) => TargetOf(target) is { } export
        ? SettingsCheck.Check(new DelimitedTextConnectorFactory(), export).Select(f => f with { Setting = NameOf(f.Setting), Message = "Of the export file: " + f.Message })
        : [];

    private static ConnectorSetting Renamed(string name, ConnectorSetting setting) =>
        new(name, false, $"Of the target's export file, to read back what was done: {setting.Description}") { Allowed = setting.Allowed };

    private static string NameOf(string setting) => _names.FirstOrDefault(n => n.Value == setting).Key ?? setting;
}
