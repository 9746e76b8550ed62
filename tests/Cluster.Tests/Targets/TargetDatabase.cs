using Npgsql;

namespace Prov.Cluster.Tests.Targets;

/// <summary>The database of the targets. Its own triggers note every change of an account.</summary>
/// <remarks>
/// There is no unique constraint on whose an account is, nor on the name: the target witnesses doubled accounts, it does not prevent
/// them.
/// </remarks>
public sealed class TargetDatabase(string connectionString)
{
    private const string Schema =
        """
        CREATE TABLE journal (
          position   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          at         timestamptz NOT NULL DEFAULT clock_timestamp(),
          change     text NOT NULL,
          target     text NOT NULL,
          old_row    jsonb,
          new_row    jsonb
        );

        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO journal (change, target, old_row, new_row) VALUES (
            TG_OP, TG_TABLE_NAME,
            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END,
            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END);
          RETURN NULL;
        END $$;
        """;

    private const string Table =
        """
        CREATE TABLE {0} (
          id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          login           text NOT NULL,
          employee_number text NOT NULL,
          full_name       text,
          department      text,
          mark            bigint,
          enabled         boolean NOT NULL
        );
        CREATE INDEX {0}_login ON {0} (login);
        CREATE TABLE {0}_rights (account_id bigint NOT NULL REFERENCES {0} (id), name text NOT NULL, PRIMARY KEY (account_id, name));
        CREATE TRIGGER {0}_note AFTER INSERT OR UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION note();
        """;

    /// <summary>How to reach it.</summary>
    public string ConnectionString => connectionString;

    /// <summary>The name of a target's table in the database.</summary>
    public static string NameOf(TargetTable table) => table == TargetTable.Directory ? "directory" : "crm";

    /// <summary>Makes the tables.</summary>
    public async Task CreateAsync()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(source, Schema);
        foreach (var table in Enum.GetValues<TargetTable>())
        {
            await ExecuteAsync(source, Table.Replace("{0}", NameOf(table), StringComparison.Ordinal));
        }
    }

    /// <summary>All accounts with their rights, as of one moment for each target.</summary>
    public async Task<IReadOnlyList<TargetAccount>> ReadAccountsAsync()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var accounts = new List<TargetAccount>();
        foreach (var table in Enum.GetValues<TargetTable>())
        {
            var name = NameOf(table);
            await using var command = source.CreateCommand(
                $"SELECT to_jsonb(a)::text, ARRAY(SELECT name FROM {name}_rights r WHERE r.account_id = a.id ORDER BY name COLLATE \"C\") FROM {name} a");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                accounts.Add(TargetRow.Parse(table, reader.GetString(0)) with { Rights = reader.GetFieldValue<string[]>(1) });
            }
        }

        return accounts;
    }

    /// <summary>The whole journal, in its order.</summary>
    public async Task<IReadOnlyList<JournalEntry>> ReadJournalAsync()
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            "SELECT position, at, change, target, old_row::text, new_row::text FROM journal ORDER BY position");
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<JournalEntry>();
        while (await reader.ReadAsync())
        {
            var table = Enum.Parse<TargetTable>(reader.GetString(3), ignoreCase: true);
            entries.Add(new JournalEntry(
                reader.GetInt64(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                Enum.Parse<JournalChange>(reader.GetString(2), ignoreCase: true),
                reader.IsDBNull(4) ? null : TargetRow.Parse(table, reader.GetString(4)),
                reader.IsDBNull(5) ? null : TargetRow.Parse(table, reader.GetString(5))));
        }

        return entries;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string script)
    {
        await using var command = source.CreateCommand(script);
        await command.ExecuteNonQueryAsync();
    }
}
