using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.DelimitedText.Changes;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.DelimitedText;

/// <summary>Accounts as lines of one delimited text file (RFC 4180) that Prov alone writes.</summary>
public sealed class DelimitedTextConnectorFactory : IConnectorFactory
{
    private const int MostArchived = 10_000;
    private const int MostArchiveMinutes = 525_600;
    private const int MostSnapshots = 1_000;
    private const string Unusable = "\"\\\r\n";
    private static readonly string[] _single = ["nameColumn", "enabledColumn", "entitlementsColumn"];

    public string Kind => "delimitedText";

    public ImmutableArray<ConnectorSetting> Settings { get; } =
    [
        new("path", true, "The file; made when it is not there, in a folder that is."),
        new("delimiter", false, "Between fields: one character or the word tab; default a comma."),
        new("encoding", false, "The file's encoding; default utf-8.") { Allowed = FileEncodings.Names },
        new("columns", false, "All columns in their order with commas between; default name, state, mapped attributes by name, entitlements."),
        new("nameColumn", true, "Column of the account's unique name."),
        new("enabledColumn", false, "Column of the account's state; without it accounts cannot be disabled."),
        new("enabledValue", false, "Value of enabledColumn for an enabled account; default true."),
        new("disabledValue", false, "Value of enabledColumn for a disabled account; default false."),
        new("entitlementsColumn", false, "Column with all entitlements of the account; without it there are none."),
        new("multiValuedColumns", false, "Columns that hold several values, with commas between."),
        new("valueSeparator", false, "Between several values of one field: one character; default |. Within a value a backslash goes before it."),
        new("formulaCells", false, "What becomes of a field that a spreadsheet would run as a formula; default refuse.") { Allowed = ["refuse", "escape", "keep"] },
        new("archiveFolder", false, "Folder that keeps copies of what was written; without it none are kept."),
        new("archiveCount", false, "How many copies are kept, 1 to 10000; default 30."),
        new("archiveMinutes", false, "Least time between two copies in minutes, 0 to 525600; default 60, 0 for every replacement."),
        new("snapshotFolder", false, "Folder that keeps what the file was, to tell what changed since: a change feed. One folder for each file."),
        new("snapshotCount", false, "How many moments are kept, 2 to 1000; default 8."),
    ];

    public ImmutableArray<SettingFault> Check(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var faults = new[]
        {
            CheckCharacter(settings, "delimiter", ","),
            CheckCharacter(settings, "valueSeparator", "|"),
            settings.Text("delimiter", ",") == settings.Text("valueSeparator", "|")
                ? new SettingFault("valueSeparator", "SETTING_NOT_ALLOWED", "valueSeparator and delimiter must differ.") : null,
        }.OfType<SettingFault>().ToImmutableArray();
        return [.. faults, .. CheckNumbers(settings), .. CheckColumns(target, settings)];
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets)
    {
        var settings = new TargetSettings(target);
        return settings.Find("snapshotFolder") is { } folder
            ? new DelimitedTextChangeConnector(
                DelimitedTextSettings.Read(target), new(Path.GetFullPath(folder), settings.Number("snapshotCount", DelimitedTextSettings.DefaultSnapshots)))
            : new DelimitedTextConnector(DelimitedTextSettings.Read(target));
    }

    private static IEnumerable<SettingFault> CheckNumbers(TargetSettings settings) => new[]
    {
        settings.CheckNumber("archiveCount", 1, MostArchived),
        settings.CheckNumber("archiveMinutes", 0, MostArchiveMinutes),
        settings.CheckNumber("snapshotCount", 2, MostSnapshots),
    }.OfType<SettingFault>();

    private static SettingFault? CheckCharacter(TargetSettings settings, string name, string otherwise)
    {
        var text = settings.Text(name, otherwise);
        return text == "tab" || (text.Length == 1 && !Unusable.Contains(text[0], StringComparison.Ordinal))
            ? null
            : new(name, "SETTING_NOT_ALLOWED", $"{name} is one character, or the word tab; no quotation mark, backslash or line end.");
    }

    private static IEnumerable<SettingFault> CheckColumns(TargetSystem target, TargetSettings settings)
    {
        var columns = DelimitedTextSettings.ColumnsOf(target);
        var special = _single.Select(settings.Find).OfType<string>().ToList();
        var attributes = target.Mappings.Select(m => m.Attribute).Distinct().ToList();
        foreach (var repeated in columns.Concat(special).GroupBy(c => c).Where(g => columns.Count(c => c == g.Key) > 1 || special.Count(c => c == g.Key) > 1))
        {
            yield return new("columns", "COLUMN_REPEATED", $"The column {repeated.Key} is there twice.");
        }

        foreach (var absent in special.Concat(attributes).Concat(settings.List("multiValuedColumns")).Where(c => !columns.Contains(c)))
        {
            yield return new("columns", "COLUMN_UNKNOWN", $"The column {absent} is not among columns. Add it.");
        }

        foreach (var reserved in attributes.Intersect(special))
        {
            yield return new("mappings", "ATTRIBUTE_RESERVED", $"The column {reserved} holds the account's name, state or entitlements and cannot be mapped.");
        }
    }
}
