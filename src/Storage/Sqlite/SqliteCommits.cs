using System.Data;
using System.Text;
using Microsoft.Data.Sqlite;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;
using Prov.Storage.Relational;

namespace Prov.Storage.Sqlite;

/// <summary>
/// Writes batches of commits over the one writing connection. Since nobody else writes meanwhile, each commit is checked first and then
/// written with plain statements.
/// </summary>
internal sealed class SqliteCommits : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _statements;
    private readonly TimeProvider _time;
    private readonly KeyWriter[] _keys =
        [KeyWriter.Blocks(new SqliteDialect()), KeyWriter.Violations(new SqliteDialect()), KeyWriter.Checks(new SqliteDialect())];
    private readonly WorkItemWriter _workItems = new(new SqliteDialect());
    private readonly HeldLeaveWriter _heldLeaves = new(new SqliteDialect());
    private readonly SemaphoreSlim _writing = new(1, 1);

    public SqliteCommits(SqliteConnection connection, TimeProvider time) =>
        (_connection, _statements, _time) = (connection, new SqliteStatements(connection), time);

    public Task WriteIdentitiesAsync(IReadOnlyList<PreparedIdentityCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(batch, chain, WriteIdentity, cancellationToken);

    public Task WriteAccountsAsync(IReadOnlyList<PreparedAccountCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(batch, chain, WriteAccount, cancellationToken);

    public Task WriteAuditAsync(IReadOnlyList<PreparedAuditCommit> batch, AuditChain chain, CancellationToken cancellationToken) =>
        WriteAsync(batch, chain, (_, _, _) => null, cancellationToken);

    /// <summary>Runs another write while no batch is: waiting here is fair, polling for the file's lock is not.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return await write();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
        _writing.Dispose();
    }

    private async Task WriteAsync<TCommit>(
        IReadOnlyList<TCommit> batch, AuditChain chain, Func<SqliteTransaction, TCommit, long, CommitResult?> write, CancellationToken cancellationToken)
        where TCommit : PreparedCommit
    {
        await _writing.WaitAsync(cancellationToken);
        var (results, lines) = (new CommitResult?[batch.Count], new List<AuditLine>());
        AuditBatch? link;
        try
        {
            var instant = _time.GetUtcNow();
            var now = SqliteDialect.Microseconds(instant);
            using var transaction = _connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = write(transaction, batch[i], now);
            }

            foreach (var keys in _keys)
            {
                await keys.WriteAsync(transaction, batch, results, cancellationToken);
            }

            await _workItems.WriteAsync(transaction, batch, results, instant, cancellationToken);
            await _heldLeaves.WriteAsync(transaction, batch, results, instant, cancellationToken);
            lines.AddRange(batch.Where((_, i) => results[i] is null).SelectMany(c => c.Audit));
            link = AppendAudit(transaction, chain, now, lines);
            transaction.Commit();
        }
        finally
        {
            _writing.Release();
        }

        chain.Advance(link);
        for (var i = 0; i < results.Length; i++)
        {
            batch[i].Complete(results[i] ?? CommitResult.Committed);
        }
    }

    /// <summary>Null when it was written; a result means that nothing was, also when it says that an earlier try had been.</summary>
    private CommitResult? WriteIdentity(SqliteTransaction transaction, PreparedIdentityCommit prepared, long now)
    {
        if (Conflict(transaction, prepared, now) is { } conflict)
        {
            return conflict;
        }

        var commit = prepared.Commit;
        if (commit.Event is { } mark)
        {
            _statements.InsertEvent.Execute(
                transaction, prepared.Tenant, mark.Source, mark.EventId, mark.Digest.ToString(), mark.IdentityId, mark.SourceKey,
                mark.Kind, mark.Outcome.ToString(), mark.Generation, now);
        }

        if (commit.Identity is { } identity)
        {
            _statements.UpsertIdentity.Execute(
                transaction, (long)IdentityId.Partition(identity.Id), identity.Id, identity.Tenant, identity.Version + 1, commit.CommitId.ToString(),
                identity.State.ToString(), identity.Epoch, identity.PolicyVersion, Text(prepared.Attributes), Text(prepared.Payload), Text(prepared.Records),
                identity.NextEvaluation is { } due ? SqliteDialect.Microseconds(due) : null, now);
        }

        foreach (var (account, payload) in commit.Accounts.Zip(prepared.Desired))
        {
            _statements.UpsertDesired.Execute(
                transaction, (long)IdentityId.Partition(account.AccountId), account.AccountId, account.IdentityId, account.Tenant, account.Target,
                account.Name, account.Generation, account.State.ToString(), Text(payload), (long)DuePriority.Of(account),
                SqliteDialect.Microseconds(commit.AccountsDueAt), now);
        }

        foreach (var reservation in commit.Reserve)
        {
            _statements.Reserve.Execute(transaction, prepared.Tenant, reservation.Space, reservation.Key, prepared.IdentityId);
        }

        foreach (var (reservation, until) in commit.Release)
        {
            _statements.Release.Execute(
                transaction, prepared.Tenant, reservation.Space, reservation.Key, prepared.IdentityId, SqliteDialect.Microseconds(until));
        }

        return null;
    }

    private CommitResult? Conflict(SqliteTransaction transaction, PreparedIdentityCommit prepared, long now)
    {
        var commit = prepared.Commit;
        var known = commit.Identity is null ? default : _statements.IdentityVersion.First(
            transaction,
            r => (Version: r.GetInt64(0), Commit: r.GetString(1)),
            (long)IdentityId.Partition(prepared.IdentityId),
            prepared.IdentityId);
        if (known.Commit == commit.CommitId.ToString())
        {
            return CommitResult.Committed;
        }

        if (commit.Event is { } mark && Repeated(transaction, prepared.Tenant, mark) is { } repeated)
        {
            return repeated;
        }

        if (commit.Identity is { } identity && known.Version != identity.Version)
        {
            return new CommitResult(CommitStatus.VersionConflict);
        }

        foreach (var reservation in commit.Reserve)
        {
            var owner = _statements.Holder.First(transaction, r => r.GetString(0), prepared.Tenant, reservation.Space, reservation.Key, now);
            if (owner is not null && owner != prepared.IdentityId)
            {
                return new CommitResult(CommitStatus.ReservationTaken) { Taken = reservation, TakenBy = owner };
            }
        }

        return null;
    }

    private CommitResult? Repeated(SqliteTransaction transaction, string tenant, EventMark mark)
    {
        var known = _statements.FindEvent.First(
            transaction,
            r => new
            {
                Digest = r.GetString(0),
                Receipt = new EventReceipt(mark.EventId, r.GetString(1), Enum.Parse<EventOutcome>(r.GetString(2)), r.GetInt64(3), true),
            },
            tenant,
            mark.Source,
            mark.EventId);
        return known is null ? null
            : known.Digest == mark.Digest.ToString() ? new CommitResult(CommitStatus.RepeatedEvent) { FirstReceipt = known.Receipt }
            : new CommitResult(CommitStatus.EventIdReused);
    }

    private CommitResult? WriteAccount(SqliteTransaction transaction, PreparedAccountCommit prepared, long now)
    {
        var (commit, account) = (prepared.Commit, prepared.Commit.Account);
        var partition = (long)IdentityId.Partition(account.AccountId);
        var changed = _statements.UpdateAccount.Execute(
            transaction, partition, account.AccountId, account.Version, commit.CommitId.ToString(), account.AppliedGeneration,
            account.Status.ToString(), Text(prepared.Payload), commit.DueAt is { } due ? SqliteDialect.Microseconds(due) : null, now,
            commit.Generation);
        if (changed == 1)
        {
            return null;
        }

        var writer = _statements.AccountCommit.First(transaction, r => r.IsDBNull(0) ? "" : r.GetString(0), partition, account.AccountId);
        return writer == commit.CommitId.ToString() ? CommitResult.Committed : new CommitResult(CommitStatus.VersionConflict);
    }

    private AuditBatch? AppendAudit(SqliteTransaction transaction, AuditChain chain, long now, List<AuditLine> lines)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        if (!chain.IsOpen)
        {
            chain.Open(_statements.NewestHead.First(
                transaction, r => new AuditHead(r.GetGuid(0), r.GetInt64(1), r.GetFieldValue<byte[]>(2), default)));
        }

        var (link, before, id) = (chain.Next(lines), chain.Predecessor, chain.ChainId.ToString());
        _statements.WriteHead.Execute(
            transaction, id, now, before?.ChainId.ToString(), before?.Sequence, before?.Hash.ToArray(), link.Sequence, link.Hash, link.Signature);
        var batch = _statements.InsertAuditBatch.First(transaction, r => r.GetInt64(0), id, link.Sequence, link.Hash, lines.Count, now);
        var position = batch * AuditPositions.PerBatch;
        foreach (var line in lines)
        {
            var entry = line.Entry;
            _statements.InsertAuditEntry.Execute(
                transaction, position++, SqliteDialect.Microseconds(entry.At), entry.Tenant, entry.Subject, entry.IdentityId, entry.Action,
                entry.Actor, entry.Cause, Text(line.Details));
        }

        return link;
    }

    private static string? Text(byte[]? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8);
}
