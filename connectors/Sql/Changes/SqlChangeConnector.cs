using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Sql.Catalogue;
using Prov.Connectors.Sql.Dialects;
using Prov.Connectors.Sql.Statements;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Sql.Changes;

/// <summary>
/// A database that tells what changed since. Changes become visible in the order of their commits and not in that of their instants or
/// numbers; therefore each round begins a little before the last one ended, and what was told then is told again.
/// </summary>
internal sealed class SqlChangeConnector(SqlSettings settings, SqlChangeSettings changes, ISqlDialect dialect)
    : SqlConnector(settings, dialect), IAccountChangeReader
{
    private const int FirstOfAccount = 2;

    private static readonly ConnectorResult _lost = ConnectorResult.Failed(
        ConnectorStatus.Refused, ChangeToken.LostReason, "The database's history does not reach back to the token. Compare all accounts.");

    /// <summary>Whoever is deleted is not in the account table any more, but in the one that triggers fill.</summary>
    public bool TellsDeletions => changes.Table is not null;

    public async Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) =>
        await RunAsync(
            writes: false,
            async (catalogue, token) =>
            {
                var place = await PlaceAsync(catalogue, null, token);
                return ConnectorResult<ChangeToken>.Of(SqlChangeToken.Begin(place.Begin).Write());
            },
            cancellationToken);

    public async IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = SqlChangeToken.Parse(token);
        var rounds = place?.Key is null ? 1 : 2;
        while (rounds > 0)
        {
            var read = place is null
                ? ConnectorResult<Page>.From(_lost)
                : await RunAsync(writes: false, (catalogue, limited) => ReadAsync(catalogue, place, limited), cancellationToken);
            if (read.Value is not { } page)
            {
                yield return ConnectorResult<ChangePage>.From(read);
                yield break;
            }

            yield return ConnectorResult<ChangePage>.Of(new(page.Changes, page.Next.Write()));
            place = page.Next;

            // A round that was begun before this call is followed by one that begins now.
            rounds -= place.Key is null ? 1 : 0;
        }
    }

    private async Task<ConnectorResult<Page>> ReadAsync(SqlCatalogue catalogue, SqlChangeToken place, CancellationToken cancellationToken)
    {
        var now = await PlaceAsync(catalogue, place.From, cancellationToken);
        if (now.IsLost)
        {
            return ConnectorResult<Page>.From(_lost);
        }

        var rows = new List<(string Order, string Key, ObservedAccount? Account)>();
        await foreach (var row in Dialect.ReadAsync(Statements(catalogue).Page(place), row => ReadRow(row, catalogue), cancellationToken))
        {
            rows.Add(row);
        }

        var then = place.Then ?? now.Begin;
        return ConnectorResult<Page>.Of(new(
            [.. rows.Select(r => new ObservedChange(new(r.Account?.Name ?? "", r.Key), r.Account))],
            rows.Count < ChangeStatements.PageSize ? SqlChangeToken.Begin(then) : new(rows[^1].Order, rows[^1].Key, then)));
    }

    private async Task<(string Begin, bool IsLost)> PlaceAsync(SqlCatalogue catalogue, string? from, CancellationToken cancellationToken)
    {
        var rows = Dialect.ReadAsync(
            Statements(catalogue).Place(from), row => (row.GetString(0), Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture) == 1), cancellationToken);
        return await rows.FirstAsync(cancellationToken);
    }

    private (string Order, string Key, ObservedAccount? Account) ReadRow(DbDataReader row, SqlCatalogue catalogue) =>
        (row.GetString(0), row.GetString(1), row.IsDBNull(FirstOfAccount + 1) ? null : AccountRow.Read(row, Dialect, catalogue, Settings.Satellites, FirstOfAccount));

    private ChangeStatements Statements(SqlCatalogue catalogue) => new(Dialect, Settings, changes, catalogue);

    /// <summary>Some changes and the place behind them.</summary>
    private sealed record Page(ImmutableArray<ObservedChange> Changes, SqlChangeToken Next);
}
