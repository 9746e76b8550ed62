using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Prov.Silo.Hosting;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Scenarios.Tests.Api;

/// <summary>A whole silo in this process, called through its port; every scenario is a tenant of its own, with a token of its own.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-scenarios-");
    private readonly int _port = FreePorts.Take();
    private WebApplication _silo = null!;
    private GrpcChannel _channel = null!;

    internal ScenarioClock Clock { get; } = new();

    internal IServiceProvider Silo => _silo.Services;

    public async ValueTask InitializeAsync()
    {
        _silo = SiloHost.Build(
            [
                $"--Prov:Listen=http://127.0.0.1:{_port}",
                $"--Prov:DataFolder={Path.Combine(_folder.FullName, "data")}",
                "--Prov:Sweep=false",
                .. ScenarioFiles.All.SelectMany(Token),
            ],
            Clock.PutInto);
        await SiloHost.MigrateAsync(
            Silo.GetRequiredService<IProvStore>(), Silo.GetRequiredService<SiloOptions>(), CancellationToken.None);
        await _silo.StartAsync();
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_port}");
    }

    /// <summary>Calls as the administrator of a scenario's tenant.</summary>
    public CallInvoker As(string scenario) => _channel.Intercept(headers =>
    {
        headers.Add("authorization", "Bearer " + scenario);
        return headers;
    });

    /// <summary>A file of a scenario's target.</summary>
    public string FileOf(string scenario, string target) => Path.Combine(_folder.FullName, $"{scenario}-{target}");

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _silo.StopAsync();
        await _silo.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static IEnumerable<string> Token(string scenario, int index)
    {
        var section = $"--Prov:Authentication:Tokens:{index}";
        yield return $"{section}:Name={scenario}";
        yield return $"{section}:Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(scenario)))}";
        yield return $"{section}:Tenant={scenario}";
        yield return $"{section}:Roles:0=administrator";
    }
}
