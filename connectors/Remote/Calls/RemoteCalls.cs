using System.Runtime.CompilerServices;
using Grpc.Core;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Outcomes;

namespace Prov.Connectors.Remote.Calls;

/// <summary>Makes calls within their bounds and tells every failure as an outcome.</summary>
internal sealed class RemoteCalls(RemoteLine line, RemoteSettings settings, Func<string> token, TimeProvider time)
{
    /// <summary>A call with one answer.</summary>
    /// <param name="writes">True when it may change something.</param>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the answer; a <see cref="FormatException"/> says that it breaks the contract.</param>
    /// <param name="failed">Makes a failure an answer.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    public async Task<TResult> CallAsync<TResponse, TResult>(
        bool writes,
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResponse>> call,
        Func<TResponse, TResult> read,
        Func<ConnectorResult, TResult> failed,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Prepare(time.GetUtcNow() + settings.Timeout, cancellationToken, out var options) is { } fault)
        {
            return failed(fault);
        }

        try
        {
            using var running = call(line.Invoker, options);
            return read(await running.ResponseAsync);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return failed(RemoteFaults.Explain(e, writes));
        }
        catch (FormatException e)
        {
            return failed(RemoteFaults.Invalid(e, writes));
        }
    }

    /// <summary>A stream. Each message must come within the target's timeout; more items than the settings allow end it with a failure.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads the items of a message; a <see cref="FormatException"/> says that it breaks the contract.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ConnectorResult<T>> StreamAsync<TResponse, T>(
        Func<CallInvoker, CallOptions, AsyncServerStreamingCall<TResponse>> call,
        Func<TResponse, IReadOnlyCollection<ConnectorResult<T>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Prepare(null, silence.Token, out var options) is { } fault)
        {
            yield return ConnectorResult<T>.From(fault);
            yield break;
        }

        using var running = call(line.Invoker, options);
        var left = settings.MostItems;
        while (true)
        {
            var (items, failure) = await NextAsync(running.ResponseStream, read, silence, cancellationToken);
            if (failure is not null || items is null)
            {
                if (failure is not null)
                {
                    yield return ConnectorResult<T>.From(failure);
                }

                yield break;
            }

            // A message without items counts too: it must not be sent for ever either.
            left -= Math.Max(1, items.Count);
            if (left < 0)
            {
                yield return ConnectorResult<T>.Failed(
                    ConnectorStatus.Unavailable, "TOO_MANY_ITEMS", "The remote connector sends more than maxItems. Raise it if there really are so many.");
                yield break;
            }

            foreach (var item in items)
            {
                yield return item;
            }
        }
    }

    private async Task<(IReadOnlyCollection<ConnectorResult<T>>? Items, ConnectorResult? Failure)> NextAsync<TResponse, T>(
        IAsyncStreamReader<TResponse> stream,
        Func<TResponse, IReadOnlyCollection<ConnectorResult<T>>> read,
        CancellationTokenSource silence,
        CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var timer = time.CreateTimer(s => ((CancellationTokenSource)s!).Cancel(), silence, settings.Timeout, Timeout.InfiniteTimeSpan);
            return await stream.MoveNext(CancellationToken.None) ? (read(stream.Current), null) : (null, null);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, silence.IsCancellationRequested
                ? RemoteFaults.Failed(ConnectorStatus.Unavailable, "TIMEOUT", "The remote connector fell silent in the middle of a stream.")
                : RemoteFaults.Explain(e, writes: false));
        }
        catch (FormatException e)
        {
            return (null, RemoteFaults.Invalid(e, writes: false));
        }
    }

    // Secret and authorities are read at each call, so that they can be replaced.
    private ConnectorResult? Prepare(DateTimeOffset? deadline, CancellationToken cancellationToken, out CallOptions options)
    {
        options = default;
        try
        {
            _ = line.Invoker;
            var headers = new Metadata { { "authorization", "Bearer " + token() } };
            options = new CallOptions(headers, deadline?.UtcDateTime, cancellationToken);
            return null;
        }
        catch (IOException)
        {
            return RemoteFaults.Failed(ConnectorStatus.Unavailable, "CA_FILE_UNREADABLE", "The file of authorities cannot be read. Correct caFile.");
        }
        catch (InvalidOperationException e)
        {
            // It names the reference, never the secret.
            return RemoteFaults.Failed(ConnectorStatus.Unavailable, "SECRET_NOT_FOUND", e.Message);
        }
    }
}
