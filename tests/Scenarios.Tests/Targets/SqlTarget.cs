using System.Text.Json;
using Microsoft.Data.Sqlite;
using Prov.V1;

namespace Prov.Scenarios.Tests.Targets;

/// <summary>A SQLite database: a row for each account, a membership for each right.</summary>
internal sealed class SqlTarget : IRealTarget
{
    private readonly string _connection;
    private readonly TargetColumns _columns;

    public SqlTarget(string file, TargetColumns columns, bool ignoreCase)
    {
        (_connection, _columns) = ($"Data Source={file};Pooling=False", columns);
        var collation = ignoreCase ? " collate nocase" : "";
        Execute(
            $"""
            pragma journal_mode = wal;
            create table accounts (account_id integer primary key, account_name text not null unique{collation}, account_state text not null
                {string.Concat(columns.Names.Select(c => $", \"{c}\" {(columns.MultiValued.Contains(c) ? "json" : "text")}"))});
            create table rights (account integer not null references accounts on delete cascade, name text not null, primary key (account, name));
            """);
    }

    public void Place(TargetSystem declaration)
    {
        declaration.Connector = "sql";
        declaration.Settings.Clear();
        declaration.Settings.Add(new Dictionary<string, string>
        {
            ["provider"] = "sqlite",
            ["connectionString"] = _connection,
            ["accountTable"] = "accounts",
            ["keyColumn"] = "account_id",
            ["nameColumn"] = "account_name",
            ["enabledColumn"] = "account_state",
            ["membershipTable"] = "rights",
            ["membershipAccountColumn"] = "account",
            ["membershipEntitlementColumn"] = "name",
        });
    }

    public IReadOnlyList<TargetAccount> Accounts()
    {
        var rights = Query("select account, name from rights order by name").ToLookup(r => (long)r[0]!, r => (string)r[1]!);
        var columns = string.Concat(_columns.Names.Select(c => $", \"{c}\""));
        return
        [
            .. Query($"select account_id, account_name, account_state{columns} from accounts").Select(row => new TargetAccount(
                (string)row[1]!, (string)row[2]! == "true", Attributes(row), [.. rights[(long)row[0]!]])),
        ];
    }

    public void Change(PolicyTestTargetChange change)
    {
        if (change.Delete)
        {
            Execute("delete from accounts where account_name = $1", change.Account);
            return;
        }

        Execute("insert into accounts (account_name, account_state) values ($1, 'true') on conflict do nothing", change.Account);
        if (change.HasEnabled)
        {
            Execute("update accounts set account_state = $1 where account_name = $2", change.Enabled ? "true" : "false", change.Account);
        }

        foreach (var (name, value) in change.Attributes)
        {
            Execute($"update accounts set \"{name}\" = $1 where account_name = $2", Stored(value), change.Account);
        }

        foreach (var right in change.Add)
        {
            Execute("insert into rights select account_id, $1 from accounts where account_name = $2 on conflict do nothing", right, change.Account);
        }

        foreach (var right in change.Remove)
        {
            Execute("delete from rights where name = $1 and account = (select account_id from accounts where account_name = $2)", right, change.Account);
        }
    }

    private static object Stored(AttributeValue value) => value.KindCase switch
    {
        AttributeValue.KindOneofCase.None => DBNull.Value,
        AttributeValue.KindOneofCase.ListValue => JsonSerializer.Serialize(value.ListValue.Values.Select(v => v.StringValue)),
        _ => value.StringValue,
    };

    private Dictionary<string, IReadOnlyList<string>> Attributes(object?[] row) => _columns.Names
        .Select((name, i) => (name, Stored: row[i + 3] as string))
        .Where(a => a.Stored is not null)
        .ToDictionary(
            a => a.name,
            a => _columns.MultiValued.Contains(a.name) ? JsonSerializer.Deserialize<string[]>(a.Stored!)! : (IReadOnlyList<string>)[a.Stored!]);

    private void Execute(string text, params object[] values) => Query(text, values);

    private List<object?[]> Query(string text, params object[] values)
    {
        using var connection = new SqliteConnection(_connection + ";Foreign Keys=True");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }
}
