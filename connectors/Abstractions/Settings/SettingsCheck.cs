using System.Collections.Immutable;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Settings;

/// <summary>Checks a target's settings against what its connector declares.</summary>
public static class SettingsCheck
{
    /// <summary>Every fault at once: unknown, missing and disallowed settings, secrets in plain text, then the connector's own findings.</summary>
    public static ImmutableArray<SettingFault> Check(IConnectorFactory factory, TargetSystem target)
    {
        var declared = factory.Settings.Select(s => CheckDeclared(s, target.Settings)).OfType<SettingFault>();
        var unknown = target.Settings.Keys.Where(name => factory.Settings.All(s => s.Name != name))
            .Select(name => new SettingFault(name, "SETTING_UNKNOWN", $"The connector {factory.Kind} has no setting {name}. Remove it."));
        var faults = declared.Concat(unknown).ToImmutableArray();
        return faults.IsEmpty ? factory.Check(target) : faults;
    }

    private static SettingFault? CheckDeclared(ConnectorSetting setting, ImmutableSortedDictionary<string, string> values)
    {
        if (!values.TryGetValue(setting.Name, out var value) || value.Length == 0)
        {
            return setting.Required ? new(setting.Name, "SETTING_MISSING", $"Set {setting.Name}: {setting.Description}") : null;
        }

        if (setting.Secret && !SecretReference.Is(value))
        {
            return new(setting.Name, "SECRET_IN_PLAIN_TEXT", $"Put the secret elsewhere and refer to it in {setting.Name} as env:NAME or file:PATH.");
        }

        return setting.Allowed.IsEmpty || setting.Allowed.Contains(value)
            ? null
            : new(setting.Name, "SETTING_NOT_ALLOWED", $"{setting.Name} is one of: {string.Join(", ", setting.Allowed)}.");
    }
}
