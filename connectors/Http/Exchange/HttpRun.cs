using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>Runs single calls within their time limit and tells their outcome.</summary>
public static class HttpRun
{
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<ConnectorResult<T>> RunAsync<T>(
        HttpServer server, TimeSpan timeout, Func<HttpCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        var call = new HttpCall(server);
        try
        {
            return ConnectorResult<T>.Of(await work(call, limited.Token));
        }
        catch (Exception e) when (HttpFaults.IsExpected(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ConnectorResult<T>.From(HttpFaults.Explain(e, call));
        }
    }
}
