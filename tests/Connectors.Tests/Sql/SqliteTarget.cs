using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Prov.Connectors.Conformance;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Tests.Sql;

internal sealed class SqliteTarget : SqlTarget
{
    private readonly DirectoryInfo _folder;

    private SqliteTarget(DirectoryInfo folder) => _folder = folder;

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["display name"] = Value.From("Jane Smith"),
        ["number"] = Value.From(-42),
        ["share"] = Value.From(0.75),
        ["external"] = Value.From(true),
        ["hired"] = Value.From(new DateTimeOffset(2021, 2, 28, 0, 0, 0, TimeSpan.Zero)),
        ["seen"] = Value.From(new DateTimeOffset(2026, 3, 1, 13, 30, 15, 250, TimeSpan.Zero)),
        ["photo"] = Value.From(ImmutableArray.Create<byte>(0, 255, 92, 39)),
        ["mails"] = Value.ListOf(["a,b@example.test", "\"{}\\'@example.test", "ü@example.test"]),
    });

    protected override string Provider => "sqlite";

    protected override ImmutableSortedDictionary<string, string> Columns { get; } = new Dictionary<string, string>
    {
        ["display name"] = "\"display name\"",
        ["number"] = "CAST(number AS TEXT)",
        ["share"] = "CAST(share AS TEXT)",
        ["external"] = "CASE external WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
        ["hired"] = "hired || 'T00:00:00Z'",
        ["seen"] = "seen",
        ["photo"] = "CASE hex(photo) WHEN '00FF5C27' THEN 'AP9cJw==' END",
        ["mails"] = "(SELECT group_concat(value, char(10)) FROM json_each(mails))",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static async Task<TargetUnderTest> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("prov-sqlite-");
        var path = Path.Combine(folder.FullName, "accounts.db");
        var target = new SqliteTarget(folder) { ConnectionString = $"Data Source={path}" };
        await target.ExecuteAsync("""
            CREATE TABLE accounts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                login TEXT NOT NULL UNIQUE,
                active BOOLEAN NOT NULL,
                "display name" TEXT, number INTEGER, share REAL, external BOOLEAN, hired DATE, seen TIMESTAMP, photo BLOB, mails JSON,
                code TEXT CHECK (length(code) <= 4), grade INTEGER CONSTRAINT grade_is_positive CHECK (grade > 0), manager INTEGER REFERENCES accounts);
            CREATE TABLE memberships (account INTEGER NOT NULL REFERENCES accounts, role TEXT NOT NULL, PRIMARY KEY (account, role));
            """);
        return target;
    }

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection(ConnectionString + ";Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    protected override DbCommand Command(DbConnection connection, string text, params string[] parameters)
    {
        var command = new SqliteCommand(text, (SqliteConnection)connection);
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", parameters[i]);
        }

        return command;
    }

    protected override ValueTask CloseAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
