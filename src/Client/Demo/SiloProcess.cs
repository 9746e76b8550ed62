using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Prov.Client.Connection;
using Prov.Client.Errors;

namespace Prov.Client.Demo;

/// <summary>A silo as our child. It ends when its standard input closes, so that it dies with us however we die.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const string PathVariable = "PROV_SILO";
    private static readonly Uri _wellKnown = new ProvClientOptions().Server;
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly Task _log;

    private SiloProcess(Process process, Uri address, string logFile)
    {
        (_process, Address) = (process, address);
        _log = Task.WhenAll(CopyAsync(process.StandardOutput, logFile), CopyAsync(process.StandardError, logFile + ".err"));
    }

    public Uri Address { get; }

    /// <summary>Starts a silo on the loopback interface, with its data in the folder's <c>prov-data</c>.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="wellKnownPort">Take the port that clients use unasked, if it is free; else any free one.</param>
    /// <exception cref="ProvException">The program is not built.</exception>
    public static SiloProcess Start(DemoFolder folder, bool wellKnownPort)
    {
        var address = new Uri($"http://127.0.0.1:{(wellKnownPort && IsFree(_wellKnown.Port) ? _wellKnown.Port : FreePort())}");
        var info = new ProcessStartInfo(DotnetHost())
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                FindProgram(), $"--Prov:Listen={address.GetLeftPart(UriPartial.Authority)}", "--Prov:DataFolder=prov-data", "--Prov:StopWithInput=true",
            },
        };

        // What is set for the person's own silo is not for this one.
        foreach (var variable in info.Environment.Keys.Where(name => name.StartsWith("PROV_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            info.Environment.Remove(variable);
        }

        return new(Process.Start(info)!, address, folder.SiloLog);
    }

    /// <summary>Waits until the silo says that it serves.</summary>
    /// <exception cref="ProvException">It ended, or did not serve in time.</exception>
    public async Task WaitUntilServingAsync(CancellationToken cancellation)
    {
        using var client = ProvClient.Connect(new() { Server = Address, MaxAttempts = 1, Deadline = TimeSpan.FromSeconds(2) });
        var health = new Health.HealthClient(client.Calls);
        var start = Stopwatch.GetTimestamp();
        while (!await IsServingAsync(health, cancellation))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > _startLimit)
            {
                throw new ProvException(new(
                    "SILO_NOT_STARTED", "The demo's silo did not start. Its log has the cause; keep it with --keep.", ExitCode.NotReachable));
            }

            await Task.Delay(_interval, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(_stopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _log;
        _process.Dispose();
    }

    private static async Task<bool> IsServingAsync(Health.HealthClient health, CancellationToken cancellation)
    {
        try
        {
            var answer = await health.CheckAsync(new HealthCheckRequest(), cancellationToken: cancellation);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string FindProgram()
    {
        var named = Environment.GetEnvironmentVariable(PathVariable);
        var built = AppContext.BaseDirectory.Replace(Path.Combine("src", "Client"), Path.Combine("src", "Silo"), StringComparison.Ordinal);
        var program = named ?? Path.Combine(built, "prov-silo.dll");
        return File.Exists(program)
            ? program
            : throw new ProvException(new("SILO_NOT_BUILT", $"There is no silo to start. Run ./prov demo, or name prov-silo.dll in {PathVariable}.", ExitCode.Usage));
    }

    private static string DotnetHost() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task CopyAsync(StreamReader from, string file)
    {
        await using var to = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await from.BaseStream.CopyToAsync(to);
    }
}
