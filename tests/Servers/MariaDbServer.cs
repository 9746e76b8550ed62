using System.Globalization;
using System.Security.Cryptography;
using MySqlConnector;

namespace Prov.Tests.Servers;

/// <summary>A MariaDB server of its own: loopback, a free port, a private folder, a random password.</summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private const string Installer = "/usr/bin/mariadb-install-db";

    private readonly PrivateFolder folder;
    private ServerProcess? process;

    private MariaDbServer(PrivateFolder folder) => this.folder = folder;

    /// <summary>The address on which it listens.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The TCP port; the same after a restart.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>The name of the user who may do everything.</summary>
    public string User => "prov";

    /// <summary>That user's password.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The file that takes what the server logs.</summary>
    public string LogFile => folder.File("mariadb.log");

    // The package of the bare server brings no user of its own.
    private static string? SystemUser => UserSwitch.WhenRoot("daemon");

    /// <summary>Starts a server and waits until it answers (about two seconds).</summary>
    /// <exception cref="ServerAbsentException">MariaDB is not installed.</exception>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static async Task<MariaDbServer> StartAsync()
    {
        DebianPackages.Require(DebianPackages.MariaDb, DebianPackages.MariaDbTools);
        var server = new MariaDbServer(await PrivateFolder.CreateAsync("mariadb", SystemUser));
        try
        {
            await server.InitializeDataAsync();
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a database of this server.</summary>
    public string ConnectionString(string database) => Connection(database).ConnectionString;

    /// <summary>Creates an empty database under a random name.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "prov_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await ExecuteAsync($"CREATE DATABASE `{name}` CHARACTER SET utf8mb4");
        return ConnectionString(name);
    }

    /// <summary>Stops the server in order and waits for its end; its data stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Terminate);
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Stops the server if it runs, then starts it with the same data on the same port, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        process = await ServerProcess.StartAsync(SystemUser, Arguments(), LogFile, AnswersAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            process.Dispose();
            process = null;
        }

        folder.Dispose();
    }

    private async Task InitializeDataAsync()
    {
        // At the start of the server: no user without a password, none from elsewhere.
        await File.WriteAllTextAsync(folder.File("users.sql"), $"""
            DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');
            FLUSH PRIVILEGES;
            ALTER USER 'root'@'localhost' IDENTIFIED BY '{Password}';
            CREATE OR REPLACE USER '{User}'@'{Host}' IDENTIFIED BY '{Password}';
            GRANT ALL ON *.* TO '{User}'@'{Host}' WITH GRANT OPTION;

            """);
        await UserSwitch.RunAsync(
            SystemUser, Installer, "--no-defaults", $"--datadir={folder.File("data")}", "--auth-root-authentication-method=normal", "--skip-test-db");
    }

    private IReadOnlyList<string> Arguments() =>
    [
        DebianPackages.MariaDb.Find().Last(),
        "--no-defaults",
        $"--datadir={folder.File("data")}",
        $"--tmpdir={folder.Path}",
        $"--socket={folder.File("socket")}",
        $"--pid-file={folder.File("pid")}",
        $"--init-file={folder.File("users.sql")}",
        $"--bind-address={Host}",
        $"--port={Port.ToString(CultureInfo.InvariantCulture)}",
        "--skip-name-resolve",
        "--innodb-buffer-pool-size=64M",

        // A commit need not survive a crash of the machine.
        "--innodb-flush-log-at-trx-commit=2",
    ];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string statement)
    {
        var unpooled = Connection("");
        unpooled.Pooling = false;
        await using var connection = new MySqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    private MySqlConnectionStringBuilder Connection(string database) =>
        new() { Server = Host, Port = (uint)Port, UserID = User, Password = Password, Database = database };
}
