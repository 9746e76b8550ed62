using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Relational;

namespace Prov.Storage.PostgreSql;

/// <summary>
/// Writes batches of commits, one transaction each: a server function finds the losers and writes everybody else, then the audit of
/// those follows. The audit's hash is made here, where the signing key is.
/// </summary>
internal sealed class PostgreSqlCommits(NpgsqlDataSource database, TimeProvider time)
{
    private readonly KeyWriter[] _keys =
        [KeyWriter.Blocks(new PostgreSqlDialect()), KeyWriter.Violations(new PostgreSqlDialect()), KeyWriter.Checks(new PostgreSqlDialect())];
    private readonly WorkItemWriter _workItems = new(new PostgreSqlDialect());
    private readonly HeldLeaveWriter _heldLeaves = new(new PostgreSqlDialect());
    private static readonly string _commitIdentities = Call("prov_commit_identities", 41);
    private static readonly string _commitAccounts = Call("prov_commit_accounts", 10);

    public Task WriteIdentitiesAsync(IReadOnlyList<PreparedIdentityCommit> batch, AuditChain chain, CancellationToken cancellationToken)
    {
        var ordered = Ordered(batch, c => c.IdentityId);
        return WriteAsync(_commitIdentities, ordered, chain, p => BatchColumns.AddIdentities(p, ordered), cancellationToken);
    }

    public Task WriteAccountsAsync(IReadOnlyList<PreparedAccountCommit> batch, AuditChain chain, CancellationToken cancellationToken)
    {
        var ordered = Ordered(batch, c => c.Commit.Account.AccountId);
        return WriteAsync(_commitAccounts, ordered, chain, p => BatchColumns.AddAccounts(p, ordered), cancellationToken);
    }

    public Task WriteAuditAsync(IReadOnlyList<PreparedAuditCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(null, batch, chain, _ => { }, cancellationToken);

    // Rows are locked in this order by every lane of every silo, and never in a circle, from which the database frees itself only after a second.
    private static List<TCommit> Ordered<TCommit>(IReadOnlyList<TCommit> batch, Func<TCommit, string> id) =>
        [.. batch.OrderBy(c => IdentityId.Partition(id(c))).ThenBy(id, StringComparer.Ordinal)];

    private async Task WriteAsync(
        string? call, IReadOnlyList<PreparedCommit> batch, AuditChain chain, Action<NpgsqlParameterCollection> columns, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var results = new CommitResult?[batch.Count];
        if (call is not null)
        {
            await using var command = new NpgsqlCommand(call, connection, transaction);
            command.Parameters.Add(new NpgsqlParameter { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            columns(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var ord = reader.GetInt32(0) - 1;
                results[ord] = ResultOf(reader, batch[ord]);
            }
        }

        foreach (var keys in _keys)
        {
            await keys.WriteAsync(transaction, batch, results, cancellationToken);
        }

        await _workItems.WriteAsync(transaction, batch, results, now, cancellationToken);
        await _heldLeaves.WriteAsync(transaction, batch, results, now, cancellationToken);

        // A result means that nothing was written, also when it says committed: then an earlier try was.
        var lines = batch.Where((_, i) => results[i] is null).SelectMany(c => c.Audit).ToList();
        var link = await new PostgreSqlAudit(transaction, now).AppendAsync(chain, lines, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        chain.Advance(link);
        for (var i = 0; i < results.Length; i++)
        {
            batch[i].Complete(results[i] ?? CommitResult.Committed);
        }
    }

    private static CommitResult ResultOf(NpgsqlDataReader row, PreparedCommit commit)
    {
        var status = Enum.Parse<CommitStatus>(row.GetString(1));
        return status switch
        {
            CommitStatus.RepeatedEvent => new CommitResult(status)
            {
                FirstReceipt = new EventReceipt(
                    ((PreparedIdentityCommit)commit).Commit.Event!.EventId,
                    row.GetString(2),
                    Enum.Parse<EventOutcome>(row.GetString(3)),
                    row.GetInt64(5),
                    Repeated: true),
            },
            CommitStatus.ReservationTaken => new CommitResult(status)
            {
                Taken = new Reservation(row.GetString(2), row.GetString(3)),
                TakenBy = row.GetString(4),
            },
            _ => new CommitResult(status),
        };
    }

    private static string Call(string function, int parameters) =>
        $"select ord, status, detail_a, detail_b, detail_c, detail_n from {function}({string.Join(", ", Enumerable.Range(1, parameters).Select(i => "$" + i))})";
}
