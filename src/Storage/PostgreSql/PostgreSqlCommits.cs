using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;

namespace Prov.Storage.PostgreSql;

/// <summary>Writes batches of commits: one call of a server function each, one round trip, one transaction.</summary>
internal sealed class PostgreSqlCommits(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly string _commitIdentities = Call("prov_commit_identities", 53);
    private static readonly string _commitAccounts = Call("prov_commit_accounts", 22);

    // Our column order is chain, sequence, previous, then the entries with their commit's number first.
    private const string _appendAudit = "select prov_append_audit($1, $2, $3, $14, $5, $6, $7, $8, $9, $10, $11, $12, $13, $4, '{}')";

    /// <summary>Another silo wrote the same rows between our look and our write, or the two waited for each other.</summary>
    public static bool IsRace(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    public Task WriteIdentitiesAsync(IReadOnlyList<PreparedIdentityCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(_commitIdentities, batch, chain, p => BatchColumns.AddIdentities(p, batch), cancellationToken);

    public Task WriteAccountsAsync(IReadOnlyList<PreparedAccountCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(_commitAccounts, batch, chain, p => BatchColumns.AddAccounts(p, batch), cancellationToken);

    public async Task WriteAuditAsync(IReadOnlyList<PreparedAuditCommit> batch, AuditChain chain, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(_appendAudit);
        BatchColumns.AddAudit(command.Parameters, chain, batch);
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        if (await command.ExecuteScalarAsync(cancellationToken) is byte[] hash)
        {
            chain.Advance(hash);
        }

        foreach (var commit in batch)
        {
            commit.Complete(CommitResult.Committed);
        }
    }

    private async Task WriteAsync(
        string call, IReadOnlyList<PreparedCommit> batch, AuditChain chain, Action<NpgsqlParameterCollection> columns, CancellationToken cancellationToken)
    {
        var results = new CommitResult?[batch.Count];
        byte[]? hash = null;
        await using (var command = database.CreateCommand(call))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            columns(command.Parameters);
            BatchColumns.AddAudit(command.Parameters, chain, batch);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetInt32(0) < 0)
                {
                    hash = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6);
                }
                else
                {
                    var ord = reader.GetInt32(0) - 1;
                    results[ord] = ResultOf(reader, batch[ord]);
                }
            }
        }

        if (hash is not null)
        {
            chain.Advance(hash);
        }

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
                    ((PreparedIdentityCommit)commit).Commit.Event!.Event.EventId,
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
        $"select ord, status, detail_a, detail_b, detail_c, detail_n, hash from {function}({string.Join(", ", Enumerable.Range(1, parameters).Select(i => "$" + i))})";
}
