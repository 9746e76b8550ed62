using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Prov.Silo.Hosting;
using Prov.Storage;
using Prov.Tests.Servers;

namespace Prov.Silo.Tests.Fixture;

/// <summary>A silo in this process that serves https, takes clients' certificates, and trusts an identity provider of ours.</summary>
public sealed class TlsSilo : IAsyncLifetime
{
    public const string KnownClient = "known-client";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-tls-");
    private readonly List<IDisposable> _opened = [];
    private readonly int _port = FreePorts.Take();
    private WebApplication _application = null!;

    public CertificateAuthority Authority { get; } = new("Prov test authority");

    internal IdentityProvider Provider { get; private set; } = null!;

    public string AdministratorToken => File.ReadAllText(Path.Combine(_folder.FullName, "data", "admin.token")).Trim();

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProvider.StartAsync();
        var (certificate, key) = Authority.IssueServer();
        _application = SiloHost.Build(
        [
            $"--Prov:Listen=https://127.0.0.1:{_port}",
            $"--Prov:DataFolder={Path.Combine(_folder.FullName, "data")}",
            $"--Prov:Tls:CertificateFile={Write("server.pem", certificate)}",
            $"--Prov:Tls:KeyFile={Write("server.key", key)}",
            $"--Prov:Tls:ClientCaFile={Write("ca.pem", Authority.CertificatePem)}",
            "--Prov:Authentication:Certificates:0:Name=the-client",
            $"--Prov:Authentication:Certificates:0:Subject=CN={KnownClient}",
            "--Prov:Authentication:Certificates:0:Roles:0=reader",
            $"--Prov:Authentication:Jwt:Authority={Provider.Issuer}",
            $"--Prov:Authentication:Jwt:Audience={IdentityProvider.Audience}",
        ]);
        await SiloHost.MigrateAsync(
            _application.Services.GetRequiredService<IProvStore>(), _application.Services.GetRequiredService<SiloOptions>(), CancellationToken.None);
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(o => o.Dispose());
        await _application.StopAsync();
        await _application.DisposeAsync();
        await Provider.DisposeAsync();
        Authority.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Calls over TLS, with a certificate, a token, or neither.</summary>
    public CallInvoker Connect((string Certificate, string Key)? client = null, string? token = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = IsOfAuthority } };
        if (client is { } pem)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(pem.Certificate, pem.Key)];
        }

        var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{_port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _opened.Add(channel);
        return token is null ? channel.CreateCallInvoker() : channel.Intercept(headers =>
        {
            headers.Add("authorization", "Bearer " + token);
            return headers;
        });
    }

    private bool IsOfAuthority(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Authority.CertificatePem));
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return certificate is X509Certificate2 server && own.Build(server);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
