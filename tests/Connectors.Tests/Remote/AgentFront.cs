using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prov.Connector.V1;
using Prov.Connectors.Remote.Agents;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Remote;

/// <summary>Takes the streams of agents as a silo does, but knows one agent only.</summary>
internal sealed class AgentFront : IAsyncDisposable
{
    public const string AgentName = "plant-7";
    private readonly WebApplication _application;

    private AgentFront(WebApplication application, Uri address) => (_application, Address) = (application, address);

    public AgentConnections Agents => _application.Services.GetRequiredService<AgentConnections>();

    public Uri Address { get; }

    /// <summary>What the last stream ended with.</summary>
    public Exception? LastFault => _application.Services.GetRequiredService<Faults>().Last;

    public static async Task<AgentFront> StartAsync()
    {
        var port = FreePorts.Take();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new AgentConnections());
        builder.Services.AddSingleton<Faults>();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port, o => o.Protocols = HttpProtocols.Http2));
        var application = builder.Build();
        application.MapGrpcService<Service>();
        await application.StartAsync();
        return new(application, new($"http://127.0.0.1:{port}"));
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private sealed class Faults
    {
        public Exception? Last { get; set; }
    }

    private sealed class Service(AgentConnections agents, Faults faults) : ConnectorAgentService.ConnectorAgentServiceBase
    {
        public override async Task Connect(
            IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
        {
            try
            {
                await agents.ServeAsync(AgentName, requestStream, responseStream, context.CancellationToken);
            }
            catch (Exception e)
            {
                faults.Last = e;
                throw;
            }
        }
    }
}
