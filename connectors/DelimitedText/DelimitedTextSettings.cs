using System.Collections.Immutable;
using System.Text;
using Prov.Connectors.DelimitedText.Files;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.DelimitedText;

/// <summary>A target's settings, read.</summary>
internal sealed record DelimitedTextSettings
{
    public const int DefaultArchiveCount = 30;
    public const int DefaultArchiveMinutes = 60;
    public const int DefaultSnapshots = 8;

    public required string Path { get; init; }

    public required char Delimiter { get; init; }

    public required Encoding Encoding { get; init; }

    /// <summary>In the order of the file.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    public required string NameColumn { get; init; }

    public string? EnabledColumn { get; init; }

    public required string EnabledValue { get; init; }

    public required string DisabledValue { get; init; }

    public string? EntitlementsColumn { get; init; }

    public required ImmutableHashSet<string> MultiValuedColumns { get; init; }

    public required char ValueSeparator { get; init; }

    public required FormulaCells FormulaCells { get; init; }

    /// <summary>Null when nothing is kept of what was written.</summary>
    public FileArchive? Archive { get; init; }

    public required StringComparer NameComparer { get; init; }

    public required TimeSpan Timeout { get; init; }

    public bool IsAttribute(string column) =>
        Columns.Contains(column) && column != NameColumn && column != EnabledColumn && column != EntitlementsColumn;

    public static DelimitedTextSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        return new()
        {
            Path = System.IO.Path.GetFullPath(settings.Text("path")),
            Delimiter = Character(settings.Text("delimiter", ",")),
            Encoding = FileEncodings.Named(settings.Text("encoding", "utf-8")),
            Columns = ColumnsOf(target),
            NameColumn = settings.Text("nameColumn"),
            EnabledColumn = settings.Find("enabledColumn"),
            EnabledValue = settings.Text("enabledValue", "true"),
            DisabledValue = settings.Text("disabledValue", "false"),
            EntitlementsColumn = settings.Find("entitlementsColumn"),
            MultiValuedColumns = [.. settings.List("multiValuedColumns")],
            ValueSeparator = Character(settings.Text("valueSeparator", "|")),
            FormulaCells = Enum.Parse<FormulaCells>(settings.Text("formulaCells", "refuse"), ignoreCase: true),
            Archive = settings.Find("archiveFolder") is { } archive
                ? new(System.IO.Path.GetFullPath(archive), settings.Number("archiveCount", DefaultArchiveCount), TimeSpan.FromMinutes(settings.Number("archiveMinutes", DefaultArchiveMinutes)))
                : null,
            NameComparer = target.NameEquality == NameEquality.IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal,
            Timeout = target.Limits.Timeout,
        };
    }

    /// <summary>As the setting <c>columns</c> has them, else: name, state, mapped attributes by name, entitlements.</summary>
    public static ImmutableArray<string> ColumnsOf(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var named = settings.List("columns");
        return named.IsEmpty
            ? [.. new[] { settings.Text("nameColumn"), settings.Find("enabledColumn") }.OfType<string>()
                .Concat(target.Mappings.Select(m => m.Attribute).Order(StringComparer.Ordinal))
                .Concat(new[] { settings.Find("entitlementsColumn") }.OfType<string>()).Distinct()]
            : named;
    }

    private static char Character(string text) => text == "tab" ? '\t' : text[0];
}
