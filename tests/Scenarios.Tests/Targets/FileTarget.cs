using Prov.V1;
using Sylvan.Data.Csv;

namespace Prov.Scenarios.Tests.Targets;

/// <summary>A file of delimited text: a line for each account, its rights in one column.</summary>
internal sealed class FileTarget(string file, TargetColumns columns) : IRealTarget
{
    private readonly string[] _columns = ["account_name", "account_state", .. columns.Names, "account_rights"];

    public void Place(TargetSystem declaration)
    {
        declaration.Connector = "delimitedText";
        declaration.Settings.Clear();
        declaration.Settings.Add(new Dictionary<string, string>
        {
            ["path"] = file,
            ["columns"] = string.Join(", ", _columns),
            ["nameColumn"] = "account_name",
            ["enabledColumn"] = "account_state",
            ["entitlementsColumn"] = "account_rights",
        });
        if (columns.MultiValued.Count > 0)
        {
            declaration.Settings["multiValuedColumns"] = string.Join(", ", columns.MultiValued);
        }
    }

    public IReadOnlyList<TargetAccount> Accounts() =>
    [
        .. Lines().Select(line => new TargetAccount(
            line["account_name"],
            line["account_state"] == "true",
            columns.Names.Where(c => line[c].Length > 0).ToDictionary(c => c, c => columns.MultiValued.Contains(c) ? Values(line[c]) : [line[c]]),
            Values(line["account_rights"]))),
    ];

    public void Change(PolicyTestTargetChange change)
    {
        var lines = Lines();
        var line = lines.Find(l => string.Equals(l["account_name"], change.Account, StringComparison.OrdinalIgnoreCase));
        if (change.Delete)
        {
            lines.Remove(line!);
            Write(lines);
            return;
        }

        if (line is null)
        {
            line = _columns.ToDictionary(c => c, _ => "");
            (line["account_name"], line["account_state"]) = (change.Account, "true");
            lines.Add(line);
        }

        line["account_state"] = change.HasEnabled ? (change.Enabled ? "true" : "false") : line["account_state"];
        foreach (var (name, value) in change.Attributes)
        {
            line[name] = value.ListValue is { } list ? string.Join('|', list.Values.Select(v => v.StringValue)) : value.StringValue;
        }

        line["account_rights"] = string.Join('|', Values(line["account_rights"]).Union(change.Add).Except(change.Remove));
        Write(lines);
    }

    private static IReadOnlyList<string> Values(string field) => field.Split('|', StringSplitOptions.RemoveEmptyEntries);

    private List<Dictionary<string, string>> Lines()
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using var reader = CsvDataReader.Create(file);
        var lines = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            lines.Add(_columns.ToDictionary(c => c, c => reader.GetString(reader.GetOrdinal(c))));
        }

        return lines;
    }

    private void Write(List<Dictionary<string, string>> lines) => File.WriteAllLines(
        file, [string.Join(',', _columns), .. lines.Select(l => string.Join(',', _columns.Select(c => $"\"{l[c].Replace("\"", "\"\"", StringComparison.Ordinal)}\"")))]);
}
