using Microsoft.Data.Sqlite;

namespace Prov.Client.Demo.Check;

/// <summary>Reads the demo's targets from their own files, without Prov.</summary>
internal sealed class TargetFiles(string directoryFile, string crmFile)
{
    private const char GroupSeparator = '|';

    private const string CrmQuery =
        """
        SELECT a.login, a.employee_number, a.full_name, a.team, a.enabled,
               coalesce((SELECT group_concat(m.permission) FROM memberships m WHERE m.account_id = a.id), '')
        FROM accounts a
        """;

    public IReadOnlyList<TargetAccount> Directory() => [.. CsvText.ReadFile(directoryFile).Select(row => new TargetAccount(
        row["employee_number"],
        row["enabled"] == "true",
        TargetAccount.Describe([row["display_name"], row["department"], row["title"], row["location"]], Parts(row["groups"], GroupSeparator)))
    {
        Name = row["login"],
    })];

    public IReadOnlyList<TargetAccount> Crm()
    {
        var accounts = new List<TargetAccount>();
        using var connection = new SqliteConnection($"Data Source={crmFile};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = CrmQuery;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var facts = TargetAccount.Describe([reader.GetString(2), reader.GetString(3)], Parts(reader.GetString(5), ','));
            accounts.Add(new(reader.GetString(1), reader.GetInt64(4) == 1, facts) { Name = reader.GetString(0) });
        }

        return accounts;
    }

    private static string[] Parts(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries);
}
