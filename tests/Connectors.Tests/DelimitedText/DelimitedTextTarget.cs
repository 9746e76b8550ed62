using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Prov.Connectors.Conformance;
using Prov.Connectors.DelimitedText;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Sylvan.Data.Csv;

namespace Prov.Connectors.Tests.DelimitedText;

/// <summary>A file in a folder of its own; looked into with a CSV reader by others.</summary>
internal sealed partial class DelimitedTextTarget : TargetUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-text-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "accounts.csv");

    public override IConnectorFactory Factory { get; } = new DelimitedTextConnectorFactory();

    public override string TextAttribute => "note";

    public override ImmutableArray<string> Entitlements => ["Zürich", "a|b\\c", "admins"];

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["note"] = Value.From("two\r\nlines, \"quoted\""),
        ["number"] = Value.From("-42"),
        ["mails"] = Value.ListOf(["a|b@example.test", "c\\d@example.test", "ü@example.test"]),
    });

    public override TargetSystem Target => new()
    {
        Name = "file",
        Connector = "delimitedText",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        NameEquality = NameEquality.Exact,
        Settings = new Dictionary<string, string>
        {
            ["path"] = Path,
            ["nameColumn"] = "login",
            ["enabledColumn"] = "active",
            ["entitlementsColumn"] = "roles",
            ["multiValuedColumns"] = "mails",

            // The suites write every text.
            ["formulaCells"] = "keep",
            ["snapshotFolder"] = TellsChanges ? System.IO.Path.Combine(_folder.FullName, "snapshots") : "",
        }.ToImmutableSortedDictionary(),
    };

    /// <summary>Whether what the file was is kept, so that changes can be told.</summary>
    public bool TellsChanges { get; init; }

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        if ((await RowsAsync()).SingleOrDefault(r => r["login"] == name) is not { } row)
        {
            return null;
        }

        var attributes = Attributes.Keys.Where(a => row[a].Length > 0).ToImmutableDictionary(a => a, a => a == "mails" ? Split(row[a]) : [row[a]]);
        return new(name, row["active"] == "true", attributes, Split(row["roles"]));
    }

    public override async Task<int> CountAsync() => (await RowsAsync()).Count;

    public Task<string> TextAsync() => File.ReadAllTextAsync(Path);

    protected override ValueTask CloseAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static ImmutableArray<string> Split(string field) =>
        [.. Values().Matches(field).Select(v => Escapes().Replace(v.Value, "$1"))];

    [GeneratedRegex(@"(?:[^|\\]|\\.)+", RegexOptions.Singleline)]
    private static partial Regex Values();

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escapes();

    private async Task<List<Dictionary<string, string>>> RowsAsync()
    {
        var rows = new List<Dictionary<string, string>>();
        if (File.Exists(Path))
        {
            await using var reader = await CsvDataReader.CreateAsync(Path, new CsvDataReaderOptions { Delimiter = ',', CsvStyle = CsvStyle.Standard });
            while (await reader.ReadAsync())
            {
                rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetString));
            }
        }

        return rows;
    }
}
