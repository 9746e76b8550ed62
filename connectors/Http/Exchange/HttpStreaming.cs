using System.Runtime.CompilerServices;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Http.Exchange;

/// <summary>Runs streams: the time limit holds for each item, and a break is the last item.</summary>
public static class HttpStreaming
{
    /// <param name="server">The server.</param>
    /// <param name="timeout">Longest wait for one item.</param>
    /// <param name="stream">What to run; an item can be a failure of its own and does not end the stream.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<ConnectorResult<T>> RunAsync<T>(
        HttpServer server,
        TimeSpan timeout,
        Func<HttpCall, CancellationToken, IAsyncEnumerable<ConnectorResult<T>>> stream,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = new HttpCall(server);
        var items = stream(call, limited.Token).GetAsyncEnumerator(CancellationToken.None);
        await using var disposed = items;
        while (true)
        {
            limited.CancelAfter(timeout);
            var (item, isLast) = await NextAsync(items, call, cancellationToken);
            limited.CancelAfter(Timeout.InfiniteTimeSpan);
            if (item is not null)
            {
                yield return item;
            }

            if (isLast)
            {
                yield break;
            }
        }
    }

    private static async Task<(ConnectorResult<T>? Item, bool IsLast)> NextAsync<T>(
        IAsyncEnumerator<ConnectorResult<T>> items, HttpCall call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await items.MoveNextAsync() ? (items.Current, false) : (null, true);
        }
        catch (Exception e) when (HttpFaults.IsExpected(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (ConnectorResult<T>.From(HttpFaults.Explain(e, call)), true);
        }
    }
}
