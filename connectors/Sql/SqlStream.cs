using System.Runtime.CompilerServices;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Outcomes;

namespace Prov.Connectors.Sql;

/// <summary>Turns the break of a stream into its last item.</summary>
internal static class SqlStream
{
    public static async IAsyncEnumerable<ConnectorResult<T>> GuardAsync<T>(
        IAsyncEnumerable<T> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await using var row = rows.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ConnectorResult<T>? item;
            try
            {
                item = await row.MoveNextAsync() ? ConnectorResult<T>.Of(row.Current) : null;
            }
            catch (SqlFaultException fault)
            {
                item = ConnectorResult<T>.From(fault.Outcome);
            }

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
}
