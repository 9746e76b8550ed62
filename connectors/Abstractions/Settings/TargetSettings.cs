using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Settings;

/// <summary>Typed reading of a target's settings, which have been checked before.</summary>
public sealed class TargetSettings(TargetSystem target)
{
    /// <exception cref="InvalidOperationException">Not set.</exception>
    public string Text(string name) => Find(name) ?? throw new InvalidOperationException($"The setting {name} is missing.");

    public string Text(string name, string otherwise) => Find(name) ?? otherwise;

    /// <summary>Null when not set or blank.</summary>
    public string? Find(string name) => target.Settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Comma-separated values, trimmed; empty when not set.</summary>
    public ImmutableArray<string> List(string name) =>
        [.. Text(name, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public bool Flag(string name, bool otherwise = false) => Find(name) is { } text ? text == "true" : otherwise;

    public int Number(string name, int otherwise) =>
        Find(name) is { } text ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The fault of a setting that is no whole number from <paramref name="least"/> to <paramref name="most"/>; null when it is or is not set.</summary>
    public SettingFault? CheckNumber(string name, int least, int most)
    {
        var text = Find(name);
        var fits = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most;
        return text is null || fits ? null : new(name, "SETTING_OUT_OF_RANGE", $"{name} is a whole number from {least} to {most}.");
    }
}
