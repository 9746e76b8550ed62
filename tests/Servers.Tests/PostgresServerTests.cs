using Npgsql;
using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class PostgresServerTests
{
    [Fact]
    public async Task CreateDatabase_Twice_GivesTwoEmptyDatabases()
    {
        var server = await SharedServers.PostgresAsync();

        var first = await server.CreateDatabaseAsync();
        var second = await server.CreateDatabaseAsync();

        await ExecuteAsync(first, "CREATE TABLE marker (id int)");
        Assert.Equal(1L, await ScalarAsync(first, "SELECT count(*) FROM pg_tables WHERE tablename = 'marker'"));
        Assert.Equal(0L, await ScalarAsync(second, "SELECT count(*) FROM pg_tables WHERE tablename = 'marker'"));
    }

    [Theory]
    [InlineData("x\"; DROP DATABASE postgres; --")]
    [InlineData("1st")]
    [InlineData("")]
    public async Task CreateDatabase_NameThatNeedsQuoting_Refuses(string name)
    {
        var server = await SharedServers.PostgresAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => server.CreateDatabaseAsync(name));
    }

    [Theory]
    [InlineData(PostgresStop.Fast)]
    [InlineData(PostgresStop.Immediate)]
    public async Task Restart_AfterStop_KeepsPortAndData(PostgresStop mode)
    {
        await using var server = await PostgresServer.StartAsync(new PostgresOptions { Durable = true });
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE kept (id int)");
        var port = server.Port;

        await server.StopAsync(mode);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(database, "SELECT 1::bigint"));
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Kill_DurableWithOpenConnection_RestartsWithWhatWasCommitted()
    {
        await using var server = await PostgresServer.StartAsync(new PostgresOptions { Durable = true });
        var database = await server.CreateDatabaseAsync();
        await using var open = new NpgsqlConnection(database);
        await open.OpenAsync();
        await ExecuteAsync(database, "CREATE TABLE kept AS SELECT generate_series(1, 100)");

        await server.KillAsync();
        Assert.Null(server.ProcessId);
        await server.RestartAsync();

        Assert.Equal(100L, await ScalarAsync(database, "SELECT count(*) FROM kept"));
    }

    [Fact]
    public async Task Dispose_Running_LeavesNoProcessAndNoFile()
    {
        var server = await PostgresServer.StartAsync();
        var process = server.ProcessId;
        var folder = Path.GetDirectoryName(server.LogFile);

        await server.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.False(Directory.Exists(folder));
    }

    private static async Task ExecuteAsync(string database, string statement)
    {
        await using var source = NpgsqlDataSource.Create(Unpooled(database));
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> ScalarAsync(string database, string query)
    {
        await using var source = NpgsqlDataSource.Create(Unpooled(database));
        await using var command = source.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string Unpooled(string database) => new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString;
}
