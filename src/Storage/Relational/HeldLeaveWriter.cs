using System.Data.Common;
using Prov.Domain.Removals;
using Prov.Storage.Commits;

namespace Prov.Storage.Relational;

/// <summary>Writes which leaves are held and which no longer, within their commits' transaction. Both are rare.</summary>
internal sealed class HeldLeaveWriter(Dialect dialect)
{
    /// <summary>Writes those of a batch's winners.</summary>
    public async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<PreparedCommit> batch, CommitResult?[] results, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var winners = batch.OfType<PreparedIdentityCommit>().Where((c, i) => results[i] is null && (c.Commit.Hold.Length > 0 || c.Commit.Free.Length > 0)).ToList();
        foreach (var (tenant, source) in winners
            .SelectMany(c => c.Commit.Hold.Concat(c.Commit.Free).Select(h => (c.Tenant, h.Source))).Distinct().Order())
        {
            await RemovalLock.TakeAsync(transaction, tenant, RemovalScope.OfSource(source), cancellationToken);
        }

        foreach (var commit in winners)
        {
            foreach (var leave in commit.Commit.Free)
            {
                await Sql.ExecuteAsync(
                    transaction, "delete from held_leaves where tenant = @tenant and source = @source and event_id = @event", cancellationToken,
                    ("tenant", commit.Tenant), ("source", leave.Source), ("event", leave.EventId));
            }

            foreach (var leave in commit.Commit.Hold)
            {
                await Sql.ExecuteAsync(
                    transaction,
                    "insert into held_leaves (tenant, source, event_id, source_key, identity_id, held_at) values (@tenant, @source, @event, @key, @identity, @now)",
                    cancellationToken,
                    ("tenant", commit.Tenant), ("source", leave.Source), ("event", leave.EventId), ("key", leave.SourceKey),
                    ("identity", commit.IdentityId), ("now", dialect.ToDatabase(now)));
            }
        }
    }
}
