using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

internal abstract partial class RelationalStore
{
    private static readonly Value _unknownIdentity = Value.From(ImmutableSortedDictionary<string, Value>.Empty);

    public Task<Page<IdentityRow>> ListIdentitiesAsync(IdentityQuery query, CancellationToken cancellationToken) => CollectAsync(
        query.PageSize, query.PageToken, after => FindIdentitiesAsync(query, after, cancellationToken), r => r.Identity.Id);

    public Task<Page<AccountRow>> ListAccountsAsync(AccountQuery query, CancellationToken cancellationToken) => CollectAsync(
        query.PageSize, query.PageToken, after => FindAccountsAsync(query, after, cancellationToken), r => r.Desired.AccountId);

    /// <summary>Takes what is found out of stretch after stretch until the page is full.</summary>
    private static async Task<Page<T>> CollectAsync<T>(
        int pageSize, string pageToken, Func<string, Task<(List<(T Row, bool IsFound)> Rows, bool IsLast)>> find, Func<T, string> idOf)
    {
        var (items, after) = (ImmutableArray.CreateBuilder<T>(), PageToken.KeyOf(pageToken));
        while (true)
        {
            var (rows, isLast) = await find(after);
            foreach (var (row, _) in rows.Where(r => r.IsFound))
            {
                if (items.Count == pageSize)
                {
                    return new(items.ToImmutable(), PageToken.Of(idOf(items[^1])));
                }

                items.Add(row);
            }

            if (isLast)
            {
                return new(items.ToImmutable(), "");
            }

            after = idOf(rows[^1].Row);
        }
    }

    /// <summary>One stretch of the list; when the database can search by only a part of the filter, the rest is evaluated here.</summary>
    private async Task<(List<(IdentityRow Row, bool IsFound)> Rows, bool IsLast)> FindIdentitiesAsync(
        IdentityQuery query, string after, CancellationToken cancellationToken)
    {
        var where = new Conditions().Add("tenant = @tenant", ("tenant", query.Tenant)).Add(Place.After, Place.Of(after));
        if (query.State is { } state)
        {
            where.Add("state = @state", ("state", state.ToString()));
        }

        var remainder = IdentityFilter.Push(query.Filter, where, Dialect);
        var limit = query.PageSize + 1;
        var rows = await Sql.AllAsync(
            $"select {RowReader.IdentityColumns} from identities where {where.Text} order by partition, id limit @limit",
            Rows.Searched,
            cancellationToken,
            [.. where.Parameters, ("limit", limit)]);
        return (
            [.. rows.Select(r => (r.Row, remainder is null || IdentityFilter.Holds(remainder, r.Row.Identity, r.Attributes())))],
            rows.Count < limit);
    }

    /// <summary>One stretch of the list; what the database cannot search by is evaluated on each account and its identity.</summary>
    private async Task<(List<(AccountRow Row, bool IsFound)> Rows, bool IsLast)> FindAccountsAsync(
        AccountQuery query, string after, CancellationToken cancellationToken)
    {
        var where = new Conditions()
            .Add("tenant = @tenant", ("tenant", query.Tenant))
            .Add(Place.After, Place.Of(after))
            .AddIf(query.Target, "target = @target", "target")
            .AddIf(query.IdentityId, "identity_id = @identity", "identity")
            .AddIf(query.Status?.ToString(), "status = @status", "status");
        var remainder = AccountFilter.Push(query.Filter, where, Dialect);
        var limit = query.PageSize + 1;
        var rows = await Sql.AllAsync(
            $"select {RowReader.AccountColumns} from accounts where {where.Text} order by partition, id limit @limit",
            Rows.Account,
            cancellationToken,
            [.. where.Parameters, ("limit", limit)]);
        if (remainder is null)
        {
            return ([.. rows.Select(r => (r, true))], rows.Count < limit);
        }

        var identities = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var id in AccountFilter.ReadsIdentity(remainder) ? rows.Select(r => r.Desired.IdentityId).Distinct() : [])
        {
            identities[id] = await FindSearchedAsync(id, cancellationToken);
        }

        return (
            [.. rows.Select(r => (r, AccountFilter.Holds(remainder, r, identities.GetValueOrDefault(r.Desired.IdentityId, _unknownIdentity))))],
            rows.Count < limit);
    }

    /// <summary>An identity as filters see it.</summary>
    private async Task<Value> FindSearchedAsync(string identityId, CancellationToken cancellationToken)
    {
        var (row, attributes) = await Sql.OneAsync(
            $"select {RowReader.IdentityColumns} from identities where partition = @partition and id = @id",
            Rows.Searched,
            cancellationToken,
            ("partition", IdentityId.Partition(identityId)),
            ("id", identityId));
        return row is null ? _unknownIdentity : IdentityFilter.ValueOf(row.Identity, attributes());
    }

    public async Task<Page<AuditRow>> ListAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var where = new Conditions()
            .Add("tenant = @tenant", ("tenant", query.Tenant))
            .AddIf(query.IdentityId, "identity_id = @identity", "identity")
            .AddIf(query.Action, "action = @action", "action");
        if (query.Subject is { } subject)
        {
            // Found by its identity, for which there is an index: the subject's own, or none for runs and configurations.
            var owner = await LoadAccountAsync(subject, cancellationToken);
            where.Add("subject = @subject and identity_id in (@owner, '')", ("subject", subject), ("owner", owner?.Desired.IdentityId ?? subject));
        }

        if (query.PageToken.Length > 0)
        {
            where.Add(query.Descending ? "position < @after" : "position > @after", ("after", PageToken.PositionOf(query.PageToken)));
        }

        var rows = await Sql.AllAsync(
            $"select {RowReader.AuditColumns} from audit_entries where {where.Text} order by position {(query.Descending ? "desc" : "asc")} limit @limit",
            Rows.Audit,
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1)]);
        return Cut(rows, query.PageSize, r => PageToken.Of(r.Position));
    }

    public async Task QuarantineAsync(ImmutableArray<QuarantinedRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            await AloneAsync(() => Sql.ExecuteAsync(
                """
                insert into quarantine (tenant, run_id, line, source, source_key, faults, content, at)
                values (@tenant, @run, @line, @source, @key, @faults, @content, @at) on conflict do nothing
                """.Replace("@faults", Dialect.JsonParameter("@faults"), StringComparison.Ordinal)
                    .Replace("@content", Dialect.JsonParameter("@content"), StringComparison.Ordinal),
                cancellationToken,
                ("tenant", record.Tenant),
                ("run", record.RunId),
                ("line", record.Line),
                ("source", record.Source),
                ("key", record.SourceKey),
                ("faults", PayloadJson.Write(record.Faults)),
                ("content", record.Content is null ? null : PayloadJson.Write(record.Content)),
                ("at", Dialect.ToDatabase(record.At))), cancellationToken);
        }
    }

    public Task RemoveQuarantinedAsync(string tenant, string runId, long line, CancellationToken cancellationToken) => AloneAsync(
        () => Sql.ExecuteAsync(
            "delete from quarantine where tenant = @tenant and run_id = @run and line = @line",
            cancellationToken,
            ("tenant", tenant),
            ("run", runId),
            ("line", line)),
        cancellationToken);

    public async Task<Page<QuarantinedRecord>> ListQuarantineAsync(QuarantineQuery query, CancellationToken cancellationToken)
    {
        var skip = query.PageToken.Length == 0 ? 0 : PageToken.PositionOf(query.PageToken);
        var where = new Conditions()
            .Add("tenant = @tenant", ("tenant", query.Tenant))
            .AddIf(query.RunId, "run_id = @run", "run")
            .AddIf(query.Source, "source = @source", "source");
        var rows = await Sql.AllAsync(
            $"""
            select tenant, run_id, line, source, source_key, faults, at, content from quarantine
            where {where.Text} order by at desc, run_id, line limit @limit offset @skip
            """,
            r => new QuarantinedRecord
            {
                Tenant = r.GetString(0),
                RunId = r.GetString(1),
                Line = r.GetInt64(2),
                Source = r.GetString(3),
                SourceKey = r.GetString(4),
                Faults = [.. PayloadJson.Read<string[]>(r.GetString(5))],
                At = Dialect.ToInstant(r, 6),
                Content = r.IsDBNull(7) ? null : PayloadJson.Read<QuarantinedContent>(r.GetString(7)),
            },
            cancellationToken,
            [.. where.Parameters, ("limit", query.PageSize + 1), ("skip", skip)]);
        return Cut(rows, query.PageSize, _ => PageToken.Of(skip + query.PageSize));
    }

    public async Task<StoreCounts> CountAsync(string tenant, CancellationToken cancellationToken)
    {
        (string, object?) of = ("tenant", tenant);
        var states = await Sql.AllAsync(
            "select state, count(*) from identities where tenant = @tenant group by state", r => (Key: r.GetString(0), Count: r.GetInt64(1)), cancellationToken, of);
        var accounts = await Sql.AllAsync(
            "select target, status, count(*), sum(case when desired_generation > applied_generation then 1 else 0 end) from accounts where tenant = @tenant group by target, status",
            r => (Target: r.GetString(0), Status: r.GetString(1), Count: r.GetInt64(2), Behind: Convert.ToInt64(r.GetValue(3), null)),
            cancellationToken,
            of);
        var events = await Sql.OneAsync("select count(*) from events where tenant = @tenant", r => r.GetInt64(0), cancellationToken, of);
        return new StoreCounts(
            states.ToImmutableSortedDictionary(s => s.Key, s => s.Count),
            accounts.GroupBy(a => a.Target).ToImmutableSortedDictionary(
                g => g.Key, g => g.ToImmutableSortedDictionary(a => a.Status, a => a.Count)),
            accounts.Sum(a => a.Behind),
            events);
    }

    private static Page<T> Cut<T>(List<T> rows, int size, Func<T, string> token) => rows.Count <= size
        ? new Page<T>([.. rows], "")
        : new Page<T>([.. rows.Take(size)], token(rows[size - 1]));
}
