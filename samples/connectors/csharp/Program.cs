using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Prov.Connectors.Remote.Serving;
using Prov.Samples.Badges;

// --file=badges.json [--several=phones,mails] and either --listen=http://127.0.0.1:7401 [--certificate=cert.pem --key=key.pem]
// (serves; without a certificate only for the own machine) or --silo=https://prov.example:5380 --credentials=token-file (dials out). CONNECTOR_TOKEN is what Prov must show with each call.
var builder = WebApplication.CreateSlimBuilder(args);
var settings = builder.Configuration;
await using var connector = new BadgeConnector(
    new BadgeFile(settings["file"] ?? throw new InvalidOperationException("Give --file.")), [.. (settings["several"] ?? "").Split(',')]);
var served = new ServedConnector(connector, settings["CONNECTOR_TOKEN"] ?? throw new InvalidOperationException("Set CONNECTOR_TOKEN."))
{
    Name = "badges", Version = "1",
};

if (settings["silo"] is { } silo)
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) => (pressed.Cancel, _) = (true, stop.CancelAsync());
    var credentials = settings["credentials"] ?? throw new InvalidOperationException("Give --credentials.");
    using var channel = GrpcChannel.ForAddress(silo, new GrpcChannelOptions
    {
        // Finds a connection that a firewall has dropped without a word.
        HttpHandler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(30), KeepAlivePingTimeout = TimeSpan.FromSeconds(20) },
        DisposeHttpClient = true,
    });
    var agent = new ConnectorAgent(served, channel, () => File.ReadAllText(credentials).Trim())
    {
        Ended = fault => Console.WriteLine($"The stream ended: {fault?.StatusCode.ToString() ?? "in good order"}"),
    };
    await agent.RunAsync(stop.Token);
    return;
}

var listen = new Uri(settings["listen"] ?? throw new InvalidOperationException("Give --listen or --silo."));
builder.Services.AddGrpc();
builder.Services.AddSingleton(new ConnectorReadEndpoint(served)).AddSingleton(new ConnectorWriteEndpoint(served));
builder.WebHost.UseKestrelCore();
builder.WebHost.UseKestrelHttpsConfiguration();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(listen.Host), listen.Port, port =>
{
    port.Protocols = HttpProtocols.Http2;
    if (settings["certificate"] is { } certificate)
    {
        port.UseHttps(X509Certificate2.CreateFromPemFile(certificate, settings["key"]));
    }
}));
var application = builder.Build();
application.MapGrpcService<ConnectorReadEndpoint>();
application.MapGrpcService<ConnectorWriteEndpoint>();
application.Run();
