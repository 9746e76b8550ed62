using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Rest;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Http;

/// <summary>Whom a connector over HTTP trusts, and how it proves itself; against a real server with TLS.</summary>
public sealed class HttpTrustTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-trust-");
    private readonly CertificateAuthority _authority = new("Prov test authority");
    private readonly CertificateAuthority _stranger = new("Another authority");
    private NodeServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        var (certificate, key) = _authority.IssueServer();
        _server = await NodeServer.StartAsync("rest-server.js", new JsonObject
        {
            ["certificate"] = Write("server.pem", certificate),
            ["key"] = Write("server.key", key),
            ["clientAuthority"] = Write("ca.pem", _authority.CertificatePem),
            ["authentication"] = "none",
        });
        Write("stranger.pem", _stranger.CertificatePem);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _stranger.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Test_OwnAuthorityAndOwnCertificate_Done()
    {
        var (certificate, key) = _authority.IssueClient("prov");

        var result = await TestAsync(key, ("caFile", PathOf("ca.pem")), ("clientCertificateFile", Write("client.pem", certificate)), ("clientKey", "secret:key"));

        Assert.True(result.IsDone, $"{result.Reason}: {result.Message}");
    }

    [Fact]
    public async Task Test_CertificateOfAStranger_NotLetIn()
    {
        var (certificate, key) = _stranger.IssueClient("prov");

        var result = await TestAsync(key, ("caFile", PathOf("ca.pem")), ("clientCertificateFile", Write("client.pem", certificate)), ("clientKey", "secret:key"));

        Assert.Equal((ConnectorStatus.Unavailable, "INVALID_CREDENTIALS"), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stranger.pem")]
    public async Task Test_ServerOfAnUntrustedAuthority_NothingIsSent(string trusted)
    {
        (string, string)[] settings = trusted.Length == 0 ? [] : [("caFile", PathOf(trusted))];

        var result = await TestAsync("", settings);

        Assert.Equal((ConnectorStatus.Unavailable, "TLS_NOT_TRUSTED"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Test_FileOfAuthoritiesAbsent_Said()
    {
        var result = await TestAsync("", ("caFile", PathOf("absent.pem")));

        Assert.Equal((ConnectorStatus.Unavailable, "CA_FILE_UNREADABLE"), (result.Status, result.Reason));
    }

    private async Task<ConnectorResult> TestAsync(string key, params (string Name, string Value)[] settings)
    {
        var target = new TargetSystem
        {
            Name = "desk",
            Connector = "rest",
            AccountName = new("identity.login"),
            Settings = settings.Concat([("url", new Uri(_server.Root, "api").ToString()), ("authentication", "none"), ("namePath", "login"), ("list.path", "accounts"), ("list.items", "data")])
                .ToImmutableSortedDictionary(s => s.Item1, s => s.Item2),
        };
        await using var connector = new RestConnectorFactory().Create(target, new OneSecret(key));
        return await connector.TestAsync(TestContext.Current.CancellationToken);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
