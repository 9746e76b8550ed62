using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Storage.Auditing;
using Prov.Storage.Commits;

namespace Prov.Storage.PostgreSql;

/// <summary>Lays a batch out as array parameters, in the order of the commit functions' own parameters.</summary>
internal static class BatchColumns
{
    private const NpgsqlDbType Array = NpgsqlDbType.Array;

    public static void AddIdentities(NpgsqlParameterCollection parameters, IReadOnlyList<PreparedIdentityCommit> batch)
    {
        Add(parameters, NpgsqlDbType.Text, batch, c => c.IdentityId);
        Add(parameters, NpgsqlDbType.Smallint, batch, c => IdentityId.Partition(c.IdentityId));
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Tenant);
        Add(parameters, NpgsqlDbType.Bigint, batch, c => c.Commit.Identity?.Version ?? -1);
        Add(parameters, NpgsqlDbType.Uuid, batch, c => c.Commit.CommitId);
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Commit.Identity?.State.ToString());
        Add(parameters, NpgsqlDbType.Integer, batch, c => c.Commit.Identity?.Epoch ?? 0);
        Add(parameters, NpgsqlDbType.Bigint, batch, c => c.Commit.Identity?.PolicyVersion ?? 0);
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Attributes);
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Payload);
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Records);
        Add(parameters, NpgsqlDbType.TimestampTz, batch, c => c.Commit.Identity?.NextEvaluation?.UtcDateTime);
        AddEvents(parameters, [.. Numbered(batch, c => c.Commit.Event is { } mark ? new[] { mark } : [])]);
        AddAccounts(parameters, [.. Numbered(batch, c => c.Commit.Accounts.Zip(c.Desired, (a, d) => (Account: a, Payload: d, Due: c.Commit.AccountsDueAt)))]);
        AddReservations(parameters, batch);
    }

    public static void AddAccounts(NpgsqlParameterCollection parameters, IReadOnlyList<PreparedAccountCommit> batch)
    {
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Commit.Account.AccountId);
        Add(parameters, NpgsqlDbType.Smallint, batch, c => IdentityId.Partition(c.Commit.Account.AccountId));
        Add(parameters, NpgsqlDbType.Bigint, batch, c => c.Commit.Account.Version);
        Add(parameters, NpgsqlDbType.Uuid, batch, c => c.Commit.CommitId);
        Add(parameters, NpgsqlDbType.Bigint, batch, c => c.Commit.Account.AppliedGeneration);
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Commit.Account.Status.ToString());
        Add(parameters, NpgsqlDbType.Text, batch, c => c.Payload);
        Add(parameters, NpgsqlDbType.TimestampTz, batch, c => c.Commit.DueAt?.UtcDateTime);
        Add(parameters, NpgsqlDbType.Bigint, batch, c => c.Commit.Generation);
    }

    public static void AddAudit(NpgsqlParameterCollection parameters, IReadOnlyList<AuditLine> lines)
    {
        Add(parameters, NpgsqlDbType.TimestampTz, lines, l => l.Entry.At.UtcDateTime);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.Tenant);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.Subject);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.IdentityId);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.Action);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.Actor);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Entry.Cause);
        Add(parameters, NpgsqlDbType.Text, lines, l => l.Details);
    }

    private static void AddEvents(NpgsqlParameterCollection parameters, IReadOnlyList<(int Ord, EventMark Item)> marks)
    {
        Add(parameters, NpgsqlDbType.Integer, marks, m => m.Ord);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.Tenant);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.Source);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.EventId);
        Add(parameters, NpgsqlDbType.Uuid, marks, m => m.Item.Digest);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.IdentityId);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.SourceKey);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.Kind);
        Add(parameters, NpgsqlDbType.Text, marks, m => m.Item.Outcome.ToString());
        Add(parameters, NpgsqlDbType.Bigint, marks, m => m.Item.Generation);
    }

    private static void AddAccounts(
        NpgsqlParameterCollection parameters, IReadOnlyList<(int Ord, (DesiredAccount Account, byte[] Payload, DateTimeOffset Due) Item)> accounts)
    {
        Add(parameters, NpgsqlDbType.Integer, accounts, a => a.Ord);
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.AccountId);
        Add(parameters, NpgsqlDbType.Smallint, accounts, a => IdentityId.Partition(a.Item.Account.AccountId));
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.IdentityId);
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.Tenant);
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.Target);
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.Name);
        Add(parameters, NpgsqlDbType.Bigint, accounts, a => a.Item.Account.Generation);
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Account.State.ToString());
        Add(parameters, NpgsqlDbType.Text, accounts, a => a.Item.Payload);
        Add(parameters, NpgsqlDbType.Smallint, accounts, a => DuePriority.Of(a.Item.Account));
        Add(parameters, NpgsqlDbType.TimestampTz, accounts, a => a.Item.Due.UtcDateTime);
    }

    private static void AddReservations(NpgsqlParameterCollection parameters, IReadOnlyList<PreparedIdentityCommit> batch)
    {
        var reservations = Numbered(
            batch,
            c => c.Commit.Reserve.Select(r => (c.Tenant, Value: r, Owner: c.IdentityId, Until: (DateTime?)null))
                .Concat(c.Commit.Release.Select(r => (c.Tenant, Value: r.Reservation, Owner: c.IdentityId, Until: (DateTime?)r.Until.UtcDateTime)))).ToList();
        Add(parameters, NpgsqlDbType.Integer, reservations, r => r.Ord);
        Add(parameters, NpgsqlDbType.Text, reservations, r => r.Item.Tenant);
        Add(parameters, NpgsqlDbType.Text, reservations, r => r.Item.Value.Space);
        Add(parameters, NpgsqlDbType.Text, reservations, r => r.Item.Value.Key);
        Add(parameters, NpgsqlDbType.Text, reservations, r => r.Item.Owner);
        Add(parameters, NpgsqlDbType.TimestampTz, reservations, r => r.Item.Until);
    }

    /// <summary>Flattens what each commit brings; the number is the commit's place in the batch, from 1.</summary>
    private static IEnumerable<(int Ord, TItem Item)> Numbered<TCommit, TItem>(IReadOnlyList<TCommit> batch, Func<TCommit, IEnumerable<TItem>> items) =>
        batch.SelectMany((c, i) => items(c).Select(item => (i + 1, item)));

    private static void Add<TItem, TValue>(
        NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> value)
    {
        var column = new TValue[items.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(items[i]);
        }

        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = column, NpgsqlDbType = Array | type });
    }
}
