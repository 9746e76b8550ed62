using System.Data.Common;
using Prov.Storage.Commits;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

/// <summary>Writes the keys under which identities are found by correlation rules, within their commits' transaction.</summary>
internal sealed class BlockWriter(Dialect dialect)
{
    private const string Parameter = "@rows";

    /// <summary>Writes those of a batch's winners: one statement for what comes, one for what goes.</summary>
    public async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<PreparedCommit> batch, CommitResult?[] results, CancellationToken cancellationToken)
    {
        var (added, removed) = (new List<BlockRow>(), new List<BlockRow>());
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is null && batch[i] is PreparedIdentityCommit { Commit: var commit } prepared)
            {
                added.AddRange(commit.AddBlocks.Select(k => new BlockRow(prepared.Tenant, k, prepared.IdentityId)));
                removed.AddRange(commit.RemoveBlocks.Select(k => new BlockRow(prepared.Tenant, k, prepared.IdentityId)));
            }
        }

        await RunAsync(
            transaction,
            $"delete from identity_blocks where (tenant, key, identity_id) in (select tenant, key, id from {dialect.BlockRows(Parameter)})",
            removed,
            cancellationToken);
        await RunAsync(
            transaction,
            $"insert into identity_blocks (tenant, key, identity_id) select tenant, key, id from {dialect.BlockRows(Parameter)} where true on conflict do nothing",
            added,
            cancellationToken);
    }

    private static async Task RunAsync(DbTransaction transaction, string text, List<BlockRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, text);
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (Parameter, PayloadJson.Write(rows));
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record BlockRow(string Tenant, string Key, string Id);
}
