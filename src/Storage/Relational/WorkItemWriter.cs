using System.Data.Common;
using Prov.Domain.WorkItems;
using Prov.Storage.Commits;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

/// <summary>Writes what commits do to work items, within their transaction. Items are rare: one statement each.</summary>
internal sealed class WorkItemWriter(Dialect dialect)
{
    private const string Open =
        """
        insert into work_items as known (id, tenant, kind, subject, owner, state, opened_at, closed_by, decision, version, payload)
        values (@id, @tenant, @kind, @subject, @owner, 'Open', @now, '', '', 1, @payload)
        on conflict (id) do update
        set kind = excluded.kind, subject = excluded.subject, payload = excluded.payload, version = known.version + 1, state = 'Open',
            owner = case when known.state = 'Open' then known.owner else excluded.owner end,
            opened_at = case when known.state = 'Open' then known.opened_at else excluded.opened_at end,
            closed_at = null, closed_by = '', decision = ''
        where @expected = -1 or known.version = @expected
        """;

    private const string Close =
        """
        update work_items set state = @state, closed_at = @now, closed_by = @by, decision = @decision, version = version + 1
        where id = @id and state = 'Open' and (@expected = -1 or version = @expected)
        """;

    private const string Assign =
        "update work_items set owner = @owner, version = version + 1 where id = @id and state = 'Open' and (@expected = -1 or version = @expected)";

    /// <summary>Writes what the winners of a batch do to work items; a commit whose expectation does not hold becomes a loser.</summary>
    /// <param name="transaction">Of the batch.</param>
    /// <param name="batch">The commits.</param>
    /// <param name="results">By the commits' places; null for those that are written.</param>
    /// <param name="now">The instant of the commit.</param>
    /// <param name="cancellationToken">Stops the batch.</param>
    public async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<PreparedCommit> batch, CommitResult?[] results, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not null)
            {
                continue;
            }

            foreach (var change in batch[i].WorkItems)
            {
                var written = await WriteAsync(transaction, change, now, cancellationToken);
                results[i] = !written && change.Expected is not null ? new CommitResult(CommitStatus.VersionConflict) : null;
            }
        }
    }

    private async Task<bool> WriteAsync(DbTransaction transaction, WorkItemChange change, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        Add("id", change.ItemId);
        Add("expected", change.Expected ?? -1L);
        switch (change)
        {
            case OpenWorkItem { Item: var item }:
                command.CommandText = Open.Replace("@payload", dialect.JsonParameter("@payload"), StringComparison.Ordinal);
                Add("tenant", item.Tenant);
                Add("kind", item.Kind.ToString());
                Add("subject", item.Subject);
                Add("owner", item.Owner);
                Add("payload", PayloadJson.Write(item));
                Add("now", dialect.ToDatabase(now));
                break;
            case CloseWorkItem close:
                command.CommandText = Close;
                Add("state", close.State.ToString());
                Add("by", close.By);
                Add("decision", close.Decision);
                Add("now", dialect.ToDatabase(now));
                break;
            case AssignWorkItem assign:
                command.CommandText = Assign;
                Add("owner", assign.Owner);
                break;
        }

        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
