using Npgsql;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>Accounts in a table of PostgreSQL that others change, too; a journal tells every write.</summary>
internal sealed class CrmTable : IAsyncDisposable
{
    public const string Name = "crm";

    private const string Tables = """
        CREATE TABLE accounts (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, login varchar(64) NOT NULL UNIQUE, active boolean NOT NULL,
            number text, department text, phone text);
        CREATE TABLE memberships (account bigint NOT NULL REFERENCES accounts ON DELETE CASCADE, role text NOT NULL, PRIMARY KEY (account, role));
        CREATE TABLE journal (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO journal (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$;
        CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION note();
        CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION note();
        """;

    private readonly NpgsqlDataSource _database;
    private readonly string _connectionFile;

    private CrmTable(NpgsqlDataSource database, string connectionFile) => (_database, _connectionFile) = (database, connectionFile);

    public static async Task<CrmTable> CreateAsync(string folder)
    {
        var connection = await (await SharedServers.PostgresAsync()).CreateDatabaseAsync();
        var table = new CrmTable(NpgsqlDataSource.Create(connection), Path.Combine(folder, "crm-connection"));
        await File.WriteAllTextAsync(table._connectionFile, connection);
        await table.ExecuteAsync(Tables);
        return table;
    }

    public TargetSystem Declare(ReconciliationRule? rule = null) => new()
    {
        Connector = "sql",
        AccountName = new() { Expression = "identity.familyName" },
        OwnershipAttribute = "number",
        Settings =
        {
            ["provider"] = "postgresql",
            ["connectionString"] = $"file:{_connectionFile}",
            ["accountTable"] = "accounts",
            ["keyColumn"] = "id",
            ["nameColumn"] = "login",
            ["enabledColumn"] = "active",
            ["membershipTable"] = "memberships",
            ["membershipAccountColumn"] = "account",
            ["membershipEntitlementColumn"] = "role",
        },
        Mappings =
        {
            new AttributeMapping { Attribute = "number", Expression = "identity.number" },
            new AttributeMapping { Attribute = "department", Expression = "identity.department", Strength = AttributeMapping.Types.Strength.Strong },
            new AttributeMapping { Attribute = "phone", Expression = "identity.phone" },
        },
        Reconciliation = rule ?? new(),
    };

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Every account as <c>login active number department phone roles</c>, by login.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        await using var command = _database.CreateCommand(
            """
            SELECT concat_ws(' ', login, CASE WHEN active THEN 'on' ELSE 'off' END, coalesce(number, '-'), coalesce(department, '-'), coalesce(phone, '-'),
                (SELECT string_agg(role, '+' ORDER BY role) FROM memberships WHERE account = id))
            FROM accounts ORDER BY login
            """);
        await using var row = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await row.ReadAsync())
        {
            lines.Add(row.GetString(0));
        }

        return lines;
    }

    /// <summary>Writes so far, by whomever.</summary>
    public async Task<long> WritesAsync()
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM journal");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Keeps everybody out of the table until disposed of.</summary>
    public async Task<IAsyncDisposable> LockAsync()
    {
        var connection = await _database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE accounts", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Returns once somebody waits for the lock.</summary>
    public Task WaitedForAsync() => Deadline.UntilAsync(
        async () =>
        {
            await using var command = _database.CreateCommand("SELECT count(*) FROM pg_locks WHERE NOT granted");
            return (long)(await command.ExecuteScalarAsync())! > 0;
        },
        TimeSpan.FromSeconds(30),
        "the table is waited for");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
