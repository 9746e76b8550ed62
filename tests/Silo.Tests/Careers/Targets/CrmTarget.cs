using System.Globalization;
using Npgsql;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Careers.Targets;

/// <summary>PostgreSQL: a row for each account, a membership for each title, and a journal that triggers fill.</summary>
internal sealed class CrmTarget : ICareerTarget
{
    private const string Tables = """
        CREATE TABLE accounts (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            login varchar(64) NOT NULL UNIQUE,
            active boolean NOT NULL,
            employee_number text NOT NULL,
            full_name text NOT NULL,
            born date,
            team text);
        CREATE TABLE memberships (account bigint NOT NULL REFERENCES accounts, role text NOT NULL, PRIMARY KEY (account, role));
        CREATE TABLE journal (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text NOT NULL);
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO journal (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$;
        CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION note();
        CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION note();
        """;

    private const string Accounts = """
        SELECT login, active, employee_number, full_name, born, team,
            ARRAY(SELECT role FROM memberships WHERE account = id ORDER BY role)
        FROM accounts
        """;

    private readonly NpgsqlDataSource database;
    private readonly string connectionFile;

    private CrmTarget(NpgsqlDataSource database, string connectionFile) => (this.database, this.connectionFile) = (database, connectionFile);

    public string Name => "crm";

    public TargetSystem Declaration => new()
    {
        Connector = "sql",
        AccountName = new() { Expression = "\"e\" + identity.employeeNumber" },
        OwnershipAttribute = "employee_number",
        Deprovisioning = new() { NeverDelete = true },
        Settings =
        {
            ["provider"] = "postgresql",
            ["connectionString"] = $"file:{connectionFile}",
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
            new AttributeMapping { Attribute = "employee_number", Expression = "identity.employeeNumber" },
            new AttributeMapping { Attribute = "full_name", Expression = "identity.familyName + \", \" + identity.givenName" },
            new AttributeMapping { Attribute = "born", Expression = "identity.birthDate" },
            new AttributeMapping { Attribute = "team", Expression = "identity.department" },
        },
    };

    public static async Task<CrmTarget> StartAsync(string folder)
    {
        var connection = await (await SharedServers.PostgresAsync()).CreateDatabaseAsync();
        var target = new CrmTarget(NpgsqlDataSource.Create(connection), Path.Combine(folder, "crm-connection"));
        await File.WriteAllTextAsync(target.connectionFile, connection);
        await using var command = target.database.CreateCommand(Tables);
        await command.ExecuteNonQueryAsync();
        return target;
    }

    public string? DepartmentRight(string department) => null;

    public string TitleRight(string title) => title;

    public string Expect(ExpectedPerson person) => AccountLine.Of(
        person.AccountName,
        person.Here,
        [person.Number, $"{person.FamilyName}, {person.GivenName}", person.BirthDate, person.Department],
        this.Rights(person));

    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        await using var command = database.CreateCommand(Accounts);
        await using var row = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await row.ReadAsync())
        {
            var born = row.GetFieldValue<DateOnly>(4).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            lines.Add(AccountLine.Of(
                row.GetString(0), row.GetBoolean(1), [row.GetString(2), row.GetString(3), born, row.GetString(5)], row.GetFieldValue<string[]>(6)));
        }

        return lines;
    }

    public async Task<string> JournalAsync()
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM journal");
        return $"rows written: {await command.ExecuteScalarAsync()}";
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
