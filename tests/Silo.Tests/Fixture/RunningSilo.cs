using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Fixture;

/// <summary>A silo as a process on SQLite, with the configuration of <see cref="Documents"/> and callers of several roles.</summary>
public sealed class RunningSilo : IAsyncLifetime
{
    public const string ReaderToken = "reader-token";
    public const string SourceToken = "source-token";
    public const string OtherTenantToken = "other-tenant-token";

    private readonly List<GrpcChannel> _channels = [];
    private SiloProcess _silo = null!;

    public SiloProcess Process => _silo;

    /// <summary>Calls as the administrator.</summary>
    public CallInvoker Calls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _silo = await SiloProcess.StartAsync(new SiloProcessOptions
        {
            Settings = new Dictionary<string, string>(
            [
                .. Token(0, ReaderToken, "reader", "default"),
                .. Token(1, SourceToken, "source", "default"),
                .. Token(2, OtherTenantToken, "administrator", "elsewhere"),
            ]),
        });
        Calls = As(_silo.Token);
        await ApplyAsync(Documents.All());
    }

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(c => c.Dispose());
        await _silo.DisposeAsync();
    }

    /// <summary>Calls with this token; with none when it is null.</summary>
    public CallInvoker As(string? token)
    {
        var channel = GrpcChannel.ForAddress(_silo.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _channels.Add(channel);
        return token is null ? channel.CreateCallInvoker() : channel.Intercept(headers =>
        {
            headers.Add("authorization", "Bearer " + token);
            return headers;
        });
    }

    public async Task<ApplyConfigurationResponse> ApplyAsync(IEnumerable<ConfigurationDocument> documents) =>
        await new ConfigurationService.ConfigurationServiceClient(Calls).ApplyConfigurationAsync(new() { Documents = { documents } });

    private static IEnumerable<KeyValuePair<string, string>> Token(int index, string token, string role, string tenant)
    {
        var section = $"Prov:Authentication:Tokens:{index}";
        yield return new(section + ":Name", role);
        yield return new(section + ":Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
        yield return new(section + ":Tenant", tenant);
        yield return new(section + ":Roles:0", role);
    }
}
