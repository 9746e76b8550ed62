using System.Net.Sockets;
using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>One of the example connectors (<c>samples/connectors</c>) as a process of its own, with an empty target.</summary>
public sealed class ConnectorProcess : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> PythonClasses = new(GeneratePythonAsync);

    private readonly PrivateFolder folder;
    private readonly Func<ConnectorProcess, IReadOnlyList<string>> command;
    private readonly IReadOnlyDictionary<string, string> environment;
    private readonly bool serves;
    private ServerProcess? process;

    private ConnectorProcess(
        PrivateFolder folder, Func<ConnectorProcess, IReadOnlyList<string>> command, bool serves, params ReadOnlySpan<(string, string)> environment)
    {
        (this.folder, this.command, this.serves) = (folder, command, serves);
        this.environment = new Dictionary<string, string>([new("CONNECTOR_TOKEN", Token), .. environment.ToArray().Select(e => KeyValuePair.Create(e.Item1, e.Item2))]);
    }

    /// <summary>Port at which it serves, unless it dials out.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>What Prov must show with each call.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The file that is the target: a SQLite database, or JSON.</summary>
    public string TargetFile => folder.File("target");

    /// <summary>Starts the example in Python over SQLite.</summary>
    /// <param name="dials">Where a silo listens, and the token to show it; null to serve.</param>
    /// <exception cref="ServerAbsentException">A package is missing.</exception>
    public static async Task<ConnectorProcess> StartPythonAsync((Uri Silo, string Credentials)? dials = null)
    {
        var classes = await PythonClasses.Value;
        var folder = await PrivateFolder.CreateAsync("connector", owner: null);
        var where = await DialAsync(folder, dials);
        return await StartAsync(new(
            folder,
            me =>
            [
                "/usr/bin/python3", Path.Combine(Root, "samples", "connectors", "python", "main.py"), "--database", me.TargetFile,
                .. where is null ? ["--listen", $"127.0.0.1:{me.Port}"] : (string[])["--silo", dials!.Value.Silo.Authority, "--credentials", where],
            ],
            dials is null,
            ("PYTHONPATH", classes),
            ("PYTHONDONTWRITEBYTECODE", "1")));
    }

    /// <summary>Starts the example in C# over a JSON file.</summary>
    /// <param name="several">Attributes that hold several values.</param>
    /// <param name="dials">Where a silo listens, and the token to show it; null to serve.</param>
    public static async Task<ConnectorProcess> StartCSharpAsync(string several, (Uri Silo, string Credentials)? dials = null)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(Root, "samples", "connectors", "csharp", "bin", own.Parent!.Name, own.Name, "badge-connector.dll");
        var folder = await PrivateFolder.CreateAsync("connector", owner: null);
        var where = await DialAsync(folder, dials);
        return await StartAsync(new(
            folder,
            me =>
            [
                "dotnet", program, $"--file={me.TargetFile}", $"--several={several}",
                .. where is null ? [$"--listen=http://127.0.0.1:{me.Port}"] : (string[])[$"--silo={dials!.Value.Silo}", $"--credentials={where}"],
            ],
            dials is null));
    }

    /// <summary>What it has printed so far.</summary>
    public async Task<string> LogAsync()
    {
        await using var log = new FileStream(folder.File("connector.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Kills it; the target stays.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Starts the stopped one anew.</summary>
    public async Task RestartAsync() =>
        process = await ServerProcess.StartAsync(null, command(this), folder.File("connector.log"), IsReadyAsync, environment);

    /// <summary>Freezes it (SIGSTOP).</summary>
    public Task PauseAsync() => process!.PauseAsync();

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Resume() => process!.Send(Signal.Continue);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    // <root>/tests/<project>/bin/<configuration>/<framework>/
    private static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    private static async Task<string?> DialAsync(PrivateFolder folder, (Uri Silo, string Credentials)? dials)
    {
        if (dials is null)
        {
            return null;
        }

        await File.WriteAllTextAsync(folder.File("credentials"), dials.Value.Credentials);
        return folder.File("credentials");
    }

    private static async Task<ConnectorProcess> StartAsync(ConnectorProcess connector)
    {
        try
        {
            await connector.RestartAsync();
            return connector;
        }
        catch
        {
            await connector.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> GeneratePythonAsync()
    {
        DebianPackages.Require("python3-grpcio", "python3-protobuf", "protobuf-compiler", "libprotobuf-dev", "protobuf-compiler-grpc");
        var folder = await PrivateFolder.CreateAsync("python-classes", owner: null);
        var protos = Path.Combine(Root, "protos");
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(protos, "prov", "connector", "v1"), "*.proto"), Path.Combine(protos, "prov", "v1", "attribute_value.proto")];
        await Command.RunAsync(
            "/usr/bin/protoc",
            ["-I", protos, $"--python_out={folder.Path}", $"--grpc_out={folder.Path}", "--plugin=protoc-gen-grpc=/usr/bin/grpc_python_plugin", .. files]);
        return folder.Path;
    }

    // An agent is ready when the one that it dials says so.
    private async Task<bool> IsReadyAsync()
    {
        if (!serves)
        {
            return true;
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
