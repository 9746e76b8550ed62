using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prov.Connector.V1;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>A remote connector that does what a test says: lies, floods, falls silent, talks rubbish.</summary>
internal sealed class ScriptedServer : ConnectorService.ConnectorServiceBase, IAsyncDisposable
{
    private WebApplication? _application;

    public int Port { get; } = FreePorts.Take();

    /// <summary>How often it was asked what it can do.</summary>
    public int Descriptions { get; private set; }

    public DescribeConnectorResponse Description { get; set; } = new()
    {
        Capabilities = { Capability.Read, Capability.Search, Capability.Write, Capability.Count, Capability.Changes, Capability.Bulk }, MostWrites = 10,
    };

    public Func<ReadAccountRequest, ServerCallContext, Task<ReadAccountResponse>>? OnRead { get; set; }

    public Func<IServerStreamWriter<SearchAccountsResponse>, ServerCallContext, Task>? OnSearch { get; set; }

    public Func<IServerStreamWriter<ReadChangesResponse>, Task>? OnChanges { get; set; }

    public Func<CreateAccountRequest, ServerCallContext, Task<CreateAccountResponse>>? OnCreate { get; set; }

    public Func<WriteAccountsRequest, Task<WriteAccountsResponse>>? OnBulk { get; set; }

    public static async Task<ScriptedServer> StartAsync((string Certificate, string Key)? tls = null)
    {
        var server = new ScriptedServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(o => o.MaxSendMessageSize = null);
        builder.Services.AddSingleton(server).AddSingleton(new Writes(server));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, server.Port, port =>
        {
            port.Protocols = HttpProtocols.Http2;
            if (tls is { } pem)
            {
                port.UseHttps(X509Certificate2.CreateFromPem(pem.Certificate, pem.Key));
            }
        }));
        server._application = builder.Build();
        server._application.MapGrpcService<ScriptedServer>();
        server._application.MapGrpcService<Writes>();
        await server._application.StartAsync();
        return server;
    }

    public override Task<DescribeConnectorResponse> DescribeConnector(DescribeConnectorRequest request, ServerCallContext context)
    {
        Descriptions++;
        return Task.FromResult(Description);
    }

    public override Task<TestConnectorResponse> TestConnector(TestConnectorRequest request, ServerCallContext context) =>
        Task.FromResult(new TestConnectorResponse { Outcome = new() { Status = Outcome.Types.Status.Done } });

    public override Task<ReadAccountResponse> ReadAccount(ReadAccountRequest request, ServerCallContext context) =>
        OnRead is { } read ? read(request, context) : base.ReadAccount(request, context);

    public override Task SearchAccounts(
        SearchAccountsRequest request, IServerStreamWriter<SearchAccountsResponse> responseStream, ServerCallContext context) =>
        OnSearch is { } search ? search(responseStream, context) : base.SearchAccounts(request, responseStream, context);

    public override Task ReadChanges(ReadChangesRequest request, IServerStreamWriter<ReadChangesResponse> responseStream, ServerCallContext context) =>
        OnChanges is { } changes ? changes(responseStream) : base.ReadChanges(request, responseStream, context);

    public ValueTask DisposeAsync() => _application!.DisposeAsync();

    private sealed class Writes(ScriptedServer server) : ConnectorWriteService.ConnectorWriteServiceBase
    {
        public override Task<CreateAccountResponse> CreateAccount(CreateAccountRequest request, ServerCallContext context) =>
            server.OnCreate is { } create ? create(request, context) : base.CreateAccount(request, context);

        public override Task<WriteAccountsResponse> WriteAccounts(WriteAccountsRequest request, ServerCallContext context) =>
            server.OnBulk is { } bulk ? bulk(request) : base.WriteAccounts(request, context);
    }
}
