using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace Prov.Tests.Servers;

/// <summary>A PostgreSQL server of its own: loopback, a free port, a private folder, a random password.</summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private readonly PrivateFolder folder;
    private readonly PostgresOptions options;
    private readonly string programs;
    private ServerProcess? process;

    private PostgresServer(PrivateFolder folder, PostgresOptions options, string programs)
    {
        this.folder = folder;
        this.options = options;
        this.programs = programs;
    }

    /// <summary>The address on which it listens.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The TCP port; the same after a restart.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>The superuser's name.</summary>
    public string User => "postgres";

    /// <summary>The superuser's password.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The file that takes what the server logs.</summary>
    public string LogFile => folder.File("postgres.log");

    /// <summary>The process id of the server, or null while it is stopped.</summary>
    public int? ProcessId => process?.Id;

    private static string? SystemUser => UserSwitch.WhenRoot("postgres");

    /// <summary>Starts a server and waits until it answers (about two seconds).</summary>
    /// <exception cref="ServerAbsentException">PostgreSQL is not installed.</exception>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresOptions? options = null)
    {
        DebianPackages.Require(DebianPackages.Postgres);
        var programs = Path.GetDirectoryName(DebianPackages.Postgres.Find().Last())!;
        var folder = await PrivateFolder.CreateAsync("postgres", SystemUser);
        var server = new PostgresServer(folder, options ?? new PostgresOptions(), programs);
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

    /// <summary>Creates an empty database.</summary>
    /// <param name="name">Lower-case letters, digits and underscores, at most 63, not a digit first; null for a random name.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? name = null)
    {
        name ??= "prov_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        if (!DatabaseName().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is not a database name that can be used here.", nameof(name));
        }

        // A name cannot be a parameter of a statement; the check above leaves nothing that could end the quotes.
        await ExecuteAsync($"CREATE DATABASE \"{name}\" TEMPLATE template0");
        return ConnectionString(name);
    }

    /// <summary>Stops the server and waits for its end; its data stay.</summary>
    public async Task StopAsync(PostgresStop mode = PostgresStop.Fast)
    {
        if (process is null)
        {
            return;
        }

        await process.EndAsync(mode switch
        {
            PostgresStop.Smart => Signal.Terminate,
            PostgresStop.Fast => Signal.Interrupt,
            PostgresStop.Immediate => Signal.Quit,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        });
        Forget();
    }

    /// <summary>Kills the server and all its backends with SIGKILL; its data stay as they are on the disk.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            Forget();
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
        await StopAsync(PostgresStop.Immediate);
        folder.Dispose();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex DatabaseName();

    private void Forget()
    {
        process?.Dispose();
        process = null;
    }

    private async Task InitializeDataAsync()
    {
        var passwordFile = folder.File("password");
        await File.WriteAllTextAsync(passwordFile, Password);
        await UserSwitch.RunAsync(
            SystemUser,
            Path.Combine(programs, "initdb"), "--pgdata", folder.File("data"), "--username", User, "--pwfile", passwordFile,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync");
        File.Delete(passwordFile);
    }

    private IReadOnlyList<string> Arguments()
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = Host,
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = string.Empty,
            // In the data folder, so that nothing stays behind in the machine's shared memory after a kill.
            ["dynamic_shared_memory_type"] = "mmap",
            ["max_connections"] = options.MaxConnections.ToString(CultureInfo.InvariantCulture),
            ["shared_buffers"] = $"{options.SharedBuffersMegabytes}MB",
            ["fsync"] = options.Durable ? "on" : "off",
            ["synchronous_commit"] = options.Durable ? "on" : "off",
            ["full_page_writes"] = options.Durable ? "on" : "off",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var assignments = settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
        return [Path.Combine(programs, "postgres"), "-D", folder.File("data"), .. assignments];
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string statement)
    {
        var unpooled = Connection("postgres");
        unpooled.Pooling = false;
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlConnectionStringBuilder Connection(string database) =>
        new() { Host = Host, Port = Port, Username = User, Password = Password, Database = database };
}
