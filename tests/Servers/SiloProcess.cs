using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Prov.Tests.Servers;

/// <summary>A silo of Prov as a process of its own: loopback, a free port, a private data folder with its own administrator token.</summary>
/// <remarks>
/// The test project refers to <c>src/Silo</c>, so that it is built; <c>PROV_SILO</c> names another <c>prov-silo.dll</c>. Its
/// settings are in <see cref="SiloProcessOptions"/>.
/// </remarks>
public sealed class SiloProcess : IAsyncDisposable
{
    private const string PathVariable = "PROV_SILO";

    private readonly PrivateFolder folder;
    private readonly SiloProcessOptions options;
    private readonly int port = FreePorts.Take();
    private readonly int siloPort = FreePorts.Take();
    private ServerProcess? process;

    private SiloProcess(PrivateFolder folder, SiloProcessOptions options) => (this.folder, this.options) = (folder, options);

    /// <summary>Where it serves gRPC; the same after a restart.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}");

    /// <summary>The folder in which it runs; files for it (secrets, targets) can be put here. Deleted on dispose.</summary>
    public string Folder => folder.Path;

    /// <summary>The file that takes what the silo logs.</summary>
    public string LogFile => folder.File("silo.log");

    /// <summary>The administrator's token, as the first start wrote it.</summary>
    public string Token => File.ReadAllText(options.TokenFile ?? folder.File("prov-data/admin.token")).Trim();

    /// <summary>The process id of the silo, or null while it is stopped.</summary>
    public int? ProcessId => process?.Id;

    private ServerProcess Running => process ?? throw new InvalidOperationException("The silo is stopped.");

    /// <summary>Starts a silo and waits until it says that it serves.</summary>
    /// <exception cref="FileNotFoundException">The silo is not built.</exception>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static async Task<SiloProcess> StartAsync(SiloProcessOptions? options = null)
    {
        var silo = new SiloProcess(await PrivateFolder.CreateAsync("silo", owner: null), options ?? new SiloProcessOptions());
        try
        {
            await silo.RestartAsync();
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of a file in <see cref="Folder"/>.</summary>
    public string PathOf(string name) => folder.File(name);

    /// <summary>Opens a channel that carries the administrator's token with every call.</summary>
    public GrpcChannel Connect()
    {
        var token = Token;
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return Task.CompletedTask;
        });
        return GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
            UnsafeUseInsecureChannelCallCredentials = true,
        });
    }

    /// <summary>Stops the silo in order (SIGTERM) and waits for its end; its data stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Terminate);
            Forget();
        }
    }

    /// <summary>Kills the silo with SIGKILL; its data stay.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            Forget();
        }
    }

    /// <summary>Stops the silo if it runs, then starts it with the same data on the same ports, and waits until it serves.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        process = await ServerProcess.StartAsync(null, Command(), LogFile, IsServingAsync, options.Environment);
    }

    /// <summary>Freezes the silo (SIGSTOP): connections stay open, but nothing is answered.</summary>
    public Task PauseAsync() => Running.PauseAsync();

    /// <summary>Lets a paused silo go on (SIGCONT).</summary>
    public void Resume() => Running.Send(Signal.Continue);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        folder.Dispose();
    }

    private static string Program()
    {
        // <root>/tests/<project>/bin/<configuration>/<framework>/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Environment.GetEnvironmentVariable(PathVariable)
            ?? Path.Combine(root, "src", "Silo", "bin", own.Parent.Name, own.Name, "prov-silo.dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"There is no silo at {program}. Build src/Silo.", program);
    }

    private static string Dotnet() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private IReadOnlyList<string> Command() =>
    [
        Dotnet(), Program(), "serve",
        $"--Prov:Listen={Address.ToString().TrimEnd('/')}",
        $"--Prov:DataFolder={folder.File("prov-data")}",
        $"--Prov:SecretsFolder={folder.Path}",
        $"--Prov:Cluster:SiloPort={siloPort}",
        .. options.TokenFile is { } file ? [$"--Prov:Authentication:AdministratorTokenFile={file}"] : Array.Empty<string>(),
        .. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    private void Forget()
    {
        process?.Dispose();
        process = null;
    }

    private async Task<bool> IsServingAsync()
    {
        using var channel = GrpcChannel.ForAddress(Address);
        try
        {
            var answer = await new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2));
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
