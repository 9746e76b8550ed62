using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Prov.Connectors.Tests.Http;

/// <summary>A server that answers as it is told: only to show faults that no honest server has.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CannedServer(WebApplication app) => _app = app;

    public Uri Root => new(_app.Urls.Single() + "/");

    /// <summary>Method, path and query, and the sign-in of what was asked.</summary>
    public ConcurrentQueue<(string Line, string? Authorization)> Asked { get; } = new();

    public static async Task<CannedServer> StartAsync(Func<CannedRequest, CannedReply> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = null);
        var server = new CannedServer(builder.Build());
        server._app.Run(context => server.AnswerAsync(context, answer));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<CannedRequest, CannedReply> answer)
    {
        var request = new CannedRequest(context.Request.Method, context.Request.GetEncodedPathAndQuery());
        Asked.Enqueue(($"{request.HttpMethod} {request.RawUrl}", context.Request.Headers.Authorization));
        var reply = answer(request);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        var body = Encoding.UTF8.GetBytes(reply.Body);
        for (var times = 0L; times < reply.Times && body.Length > 0 && !context.RequestAborted.IsCancellationRequested; times++)
        {
            await context.Response.Body.WriteAsync(body, CancellationToken.None);
        }
    }
}
