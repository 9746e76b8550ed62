using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap;

/// <summary>Runs streams: the time limit holds for each item and for each answer of the server on the way to it, and a break is the last item.</summary>
internal static class LdapStreaming
{
    public static async IAsyncEnumerable<ConnectorResult<T>> RunAsync<T>(
        LdapSessionPool pool, TimeSpan timeout, Func<LdapCall, CancellationToken, IAsyncEnumerable<T>> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = LeasedAsync(pool, stream, () => limited.CancelAfter(timeout), limited.Token).GetAsyncEnumerator(CancellationToken.None);
        await using var disposed = items;
        while (true)
        {
            limited.CancelAfter(timeout);
            var item = await NextAsync(items, cancellationToken);
            limited.CancelAfter(Timeout.InfiniteTimeSpan);
            if (item is null)
            {
                yield break;
            }

            yield return item;
            if (!item.IsDone)
            {
                yield break;
            }
        }
    }

    private static async IAsyncEnumerable<T> LeasedAsync<T>(
        LdapSessionPool pool,
        Func<LdapCall, CancellationToken, IAsyncEnumerable<T>> stream,
        Action progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lease = await pool.RentAsync(cancellationToken);
        await foreach (var item in stream(new(lease.Session, progress), cancellationToken))
        {
            yield return item;
        }
    }

    private static async Task<ConnectorResult<T>?> NextAsync<T>(IAsyncEnumerator<T> items, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await items.MoveNextAsync() ? ConnectorResult<T>.Of(items.Current) : null;
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException or IOException or AsnContentException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ConnectorResult<T>.From(LdapFaults.Explain(e, null));
        }
    }
}
