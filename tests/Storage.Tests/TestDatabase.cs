using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Prov.Tests.Servers;

namespace Prov.Storage.Tests;

/// <summary>An empty database of one test, and the stores opened on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly List<IProvStore> _stores = [];
    private readonly DirectoryInfo? _folder;

    private TestDatabase(StoreProvider provider, string connectionString, DirectoryInfo? folder) =>
        (Provider, ConnectionString, _folder) = (provider, connectionString, folder);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public StoreProvider Provider { get; }

    public string ConnectionString { get; }

    public FakeTimeProvider Time { get; } = new(Sample.Now);

    public static async Task<TestDatabase> CreateAsync(StoreProvider provider)
    {
        if (provider == StoreProvider.PostgreSql)
        {
            return new(provider, await (await SharedServers.PostgresAsync()).CreateDatabaseAsync(), null);
        }

        var folder = Directory.CreateTempSubdirectory("prov-storage-");
        return new(provider, $"Data Source={Path.Combine(folder.FullName, "prov.db")}", folder);
    }

    /// <summary>A store on this database: like one more silo.</summary>
    public async Task<IProvStore> OpenAsync(Action<StoreOptions>? change = null)
    {
        var options = new StoreOptions { Provider = Provider, ConnectionString = ConnectionString };
        change?.Invoke(options);
        var store = ProvStore.Open(options, Time);
        _stores.Add(store);
        await store.MigrateAsync(Cancellation);
        return store;
    }

    /// <summary>Runs a statement behind the store's back.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql);
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    public Task<long> CountAsync(string table) => NumberAsync($"select count(*) from {table}");

    /// <summary>The number that a query gives.</summary>
    public async Task<long> NumberAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(connection, sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        _folder?.Delete(recursive: true);
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private async Task<DbConnection> ConnectAsync()
    {
        DbConnection connection = Provider == StoreProvider.PostgreSql
            ? new NpgsqlConnection(ConnectionString)
            : new SqliteConnection(ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
