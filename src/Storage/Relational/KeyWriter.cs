using System.Collections.Immutable;
using System.Data.Common;
using Prov.Storage.Commits;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

/// <summary>Writes keys under which identities are found, within their commits' transaction: a table of tenant, key and identity.</summary>
/// <param name="dialect">Of the database.</param>
/// <param name="table">The table's name.</param>
/// <param name="added">Keys that come with a commit.</param>
/// <param name="removed">Keys that go with it.</param>
internal sealed class KeyWriter(
    Dialect dialect, string table, Func<IdentityCommit, ImmutableArray<string>> added, Func<IdentityCommit, ImmutableArray<string>> removed)
{
    private const string Parameter = "@rows";

    /// <summary>Under which correlation rules find identities.</summary>
    public static KeyWriter Blocks(Dialect dialect) => new(dialect, "identity_blocks", c => c.AddBlocks, c => c.RemoveBlocks);

    /// <summary>The rules of separation of duties that identities violate.</summary>
    public static KeyWriter Violations(Dialect dialect) => new(dialect, "sod_violations", c => c.AddViolations, c => c.RemoveViolations);

    /// <summary>The new identities that are to be looked for once more.</summary>
    public static KeyWriter Checks(Dialect dialect) => new(dialect, "duplicate_checks", c => c.AddChecks, _ => []);

    /// <summary>Writes those of a batch's winners: one statement for what comes, one for what goes.</summary>
    public async Task WriteAsync(
        DbTransaction transaction, IReadOnlyList<PreparedCommit> batch, CommitResult?[] results, CancellationToken cancellationToken)
    {
        var (coming, going) = (new List<KeyRow>(), new List<KeyRow>());
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is null && batch[i] is PreparedIdentityCommit { Commit: var commit } prepared)
            {
                coming.AddRange(added(commit).Select(k => new KeyRow(prepared.Tenant, k, prepared.IdentityId)));
                going.AddRange(removed(commit).Select(k => new KeyRow(prepared.Tenant, k, prepared.IdentityId)));
            }
        }

        await RunAsync(
            transaction,
            $"delete from {table} where (tenant, key, identity_id) in (select tenant, key, id from {dialect.KeyRows(Parameter)})",
            going,
            cancellationToken);
        await RunAsync(
            transaction,
            $"insert into {table} (tenant, key, identity_id) select tenant, key, id from {dialect.KeyRows(Parameter)} where true on conflict do nothing",
            coming,
            cancellationToken);
    }

    private static async Task RunAsync(DbTransaction transaction, string text, List<KeyRow> rows, CancellationToken cancellationToken)
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

    private sealed record KeyRow(string Tenant, string Key, string Id);
}
