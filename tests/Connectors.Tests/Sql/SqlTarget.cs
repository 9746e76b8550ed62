using System.Collections.Immutable;
using System.Data.Common;
using Prov.Connectors.Conformance;
using Prov.Connectors.Sql;
using Prov.Domain.Accounts;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Sql;

/// <summary>Accounts and memberships in a database of its own; looked into with plain SQL.</summary>
internal abstract class SqlTarget : TargetUnderTest
{
    public override IConnectorFactory Factory { get; } = new SqlConnectorFactory();

    public override string TextAttribute => "display name";

    public override ImmutableArray<string> Entitlements => ["Zürich", "it's; --", "admins"];

    public override TargetSystem Target => new()
    {
        Name = "database",
        Connector = "sql",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["provider"] = Provider,
            ["connectionString"] = "secret:database",
            ["accountTable"] = "accounts",
            ["nameColumn"] = "login",
            ["keyColumn"] = "id",
            ["enabledColumn"] = "active",
            ["membershipTable"] = "memberships",
            ["membershipAccountColumn"] = "account",
            ["membershipEntitlementColumn"] = "role",
        }.ToImmutableSortedDictionary().SetItems(More),
    };

    /// <summary>Further settings.</summary>
    public ImmutableDictionary<string, string> More { get; set; } = ImmutableDictionary<string, string>.Empty;

    public override ISecretResolver Secrets => new OneSecret(ConnectionString);

    public required string ConnectionString { get; init; }

    protected abstract string Provider { get; }

    /// <summary>Columns of the attributes as text, in the form of a value's own text, several values with line breaks between.</summary>
    protected abstract ImmutableSortedDictionary<string, string> Columns { get; }

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var columns = Columns;
        await using var connection = await OpenAsync();
        await using var command = Command(connection, $"SELECT active, {string.Join(", ", columns.Values)} FROM accounts WHERE login = $1", name);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var attributes = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var (attribute, i) in columns.Keys.Select((attribute, i) => (attribute, i)))
        {
            if (!await reader.IsDBNullAsync(i + 1))
            {
                attributes.Add(attribute, [.. reader.GetString(i + 1).Split('\n')]);
            }
        }

        return new(name, Convert.ToBoolean(reader.GetValue(0)), attributes.ToImmutable(), await HeldAsync(name));
    }

    public override Task<int> CountAsync() => CountAsync("accounts");

    public async Task<int> CountAsync(string table)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, $"SELECT count(*) FROM {table}");
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    /// <summary>Lets triggers note every change, by the sample that the connector ships.</summary>
    public async Task<SqlTarget> WithChangeTableAsync()
    {
        await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Samples", Provider + ".sql")));
        More = More.SetItem("changeTable", "account_changes").SetItem("changeTableKeyColumn", "account").SetItem("changeTableOrderColumn", "changed_at");
        return this;
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection that is nobody else's.</summary>
    public Task<DbConnection> ConnectAsync() => OpenAsync();

    protected abstract Task<DbConnection> OpenAsync();

    protected abstract DbCommand Command(DbConnection connection, string text, params string[] parameters);

    private Task<ImmutableArray<string>> HeldAsync(string name) =>
        TextsAsync("SELECT role FROM memberships WHERE account = (SELECT id FROM accounts WHERE login = $1)", name);

    /// <summary>The texts of the one column of a query.</summary>
    public async Task<ImmutableArray<string>> TextsAsync(string query, params string[] parameters)
    {
        await using var connection = await OpenAsync();
        await using var command = Command(connection, query, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var held = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync())
        {
            held.Add(reader.GetString(0));
        }

        return held.ToImmutable();
    }
}
