using System.Collections.Immutable;
using System.Text.Json;
using Prov.Connectors.Conformance;
using Prov.Connectors.DelimitedText;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.DelimitedText;

/// <summary>A file in a folder of its own; looked into with Python's csv module.</summary>
internal sealed class DelimitedTextTarget : TargetUnderTest
{
    private const string Script = """
        import csv, json, re, sys
        def split(text): return [re.sub(r'\\(.)', r'\1', part) for part in re.findall(r'(?:[^|\\]|\\.)+', text)]
        with open(sys.argv[1], newline='', encoding='utf-8') as file:
            print(json.dumps([dict(row, mails=split(row['mails']), roles=split(row['roles'])) for row in csv.DictReader(file, strict=True)]))
        """;

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
        }.ToImmutableSortedDictionary(),
    };

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var row = (await RowsAsync()).SingleOrDefault(r => r.GetProperty("login").GetString() == name);
        if (row.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var attributes = Attributes.Keys.Select(a => (Name: a, Values: Values(row.GetProperty(a)))).Where(a => !a.Values.IsEmpty);
        return new(name, row.GetProperty("active").GetString() == "true", attributes.ToImmutableDictionary(a => a.Name, a => a.Values), Values(row.GetProperty("roles")));
    }

    public override async Task<int> CountAsync() => (await RowsAsync()).Length;

    public Task<string> TextAsync() => File.ReadAllTextAsync(Path);

    protected override ValueTask CloseAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static ImmutableArray<string> Values(JsonElement field) => field.ValueKind == JsonValueKind.Array
        ? [.. field.EnumerateArray().Select(v => v.GetString()!)]
        : field.GetString() is { Length: > 0 } text ? [text] : [];

    private async Task<JsonElement[]> RowsAsync()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        using var python = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("python3", ["-c", Script, Path]) { RedirectStandardOutput = true })!;
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return JsonDocument.Parse(output).RootElement.EnumerateArray().ToArray();
    }
}
