using System.Security.Cryptography;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class AuditTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task VerifyAudit_Untouched_HasNoBreaks()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database);

        var verification = await store.VerifyAuditAsync(Cancellation);

        Assert.Empty(verification.Breaks);
        Assert.Equal(await database.CountAsync("audit_entries"), verification.Entries);
        Assert.Equal(await database.CountAsync("audit_batches"), verification.Batches);
    }

    [Theory]
    [InlineData("update audit_entries set actor = 'mallory' where position = (select min(position) from audit_entries)")]
    [InlineData("update audit_entries set details = '{\"state\":\"other\"}' where position = (select max(position) from audit_entries)")]
    [InlineData("delete from audit_entries where position = (select max(position) from audit_entries)")]
    [InlineData("update audit_batches set hash = (select hash from audit_chains) where sequence = 2")]
    [InlineData("update audit_batches set sequence = 1000 - sequence")]
    [InlineData("update audit_entries set position = position + 1000000000")]
    [InlineData("delete from audit_batches where sequence = 2")]
    [InlineData("delete from audit_entries where position / 65536 = 3; delete from audit_batches where id = 3")]
    [InlineData("delete from audit_batches where sequence = (select max(sequence) from audit_batches)")]
    [InlineData("delete from audit_entries where position / 65536 >= 4; delete from audit_batches where id >= 4")]
    public async Task VerifyAudit_Tampered_NamesTheBreak(string tampering)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database);

        Assert.True(await database.ExecuteAsync(tampering) > 0);

        Assert.NotEmpty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task VerifyAudit_ChainTakenAway_IsSeenByTheChainThatFollowed()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await FillAsync(database);
        await ForgetAsync(database);
        var store = await FillAsync(database, from: 10);

        const string First = "(select chain from audit_chains where predecessor is null)";
        await database.ExecuteAsync(
            $"delete from audit_entries where position / 65536 in (select id from audit_batches where chain = {First}); delete from audit_batches where chain = {First}; delete from audit_chains where predecessor is null");

        Assert.NotEmpty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task VerifyAudit_RewrittenWithoutTheKey_IsSeen()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, key.ExportPkcs8PrivateKeyPem());
        Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);

        // All of it done over again by somebody who has the database but not the key.
        await ForgetAsync(database);
        await FillAsync(database, from: 100);

        Assert.NotEmpty((await store.VerifyAuditAsync(Cancellation)).Breaks);
    }

    [Fact]
    public async Task VerifyAudit_WhileCommitsGoOn_SeesOneMoment()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await store.CommitIdentityAsync(Sample.Commit(Sample.Identity($"more{i}")), Cancellation);
                }
            },
            Cancellation);

        for (var i = 0; i < 10; i++)
        {
            Assert.Empty((await store.VerifyAuditAsync(Cancellation)).Breaks);
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task ListAudit_Filtered_PagesInBothDirections()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database);
        var identity = Sample.Identity("3");
        await store.AppendAuditAsync([Sample.Audit("run-1", "RUN", ""), Sample.Audit("acc-1", "APPLIED", identity.Id)], Cancellation);

        var all = await AllAsync(store, new AuditQuery(Sample.Tenant, 2, ""));
        var down = await AllAsync(store, new AuditQuery(Sample.Tenant, 3, "") { Descending = true });

        Assert.Equal(await database.CountAsync("audit_entries"), all.Count);
        Assert.Equal(all.AsEnumerable().Reverse().Select(r => r.Position), down.Select(r => r.Position));
        Assert.Equal(["JOINED", "MORE", "APPLIED"], (await AllAsync(store, new(Sample.Tenant, 1, "") { IdentityId = identity.Id })).Select(r => r.Entry.Action).Distinct());
        Assert.Equal("RUN", Assert.Single(await AllAsync(store, new(Sample.Tenant, 5, "") { Subject = "run-1" })).Entry.Action);
        Assert.Single(await AllAsync(store, new(Sample.Tenant, 5, "") { Action = "APPLIED" }));
        Assert.Empty(await AllAsync(store, new("other", 5, "")));
        var entry = all[0].Entry;
        Assert.Equal(("hr-feed", "Äctive"), (entry.Actor, entry.Details["state"]));
        Assert.Equal(Sample.Audit("x").At.UtcTicks / 10, entry.At.UtcTicks / 10);
    }

    /// <summary>Some batches, one after the other.</summary>
    private static async Task<IProvStore> FillAsync(TestDatabase database, string? key = null, int from = 0)
    {
        var store = await database.OpenAsync(o => (o.Lanes, o.AuditSigningKeyPem) = (1, key));
        for (var i = from; i < from + 5; i++)
        {
            var identity = Sample.Identity($"{i}");
            await store.CommitIdentityAsync(Sample.Commit(identity) with { Audit = [Sample.Audit(identity.Id), Sample.Audit(identity.Id, "MORE")] }, Cancellation);
        }

        database.Time.Advance(TimeSpan.FromSeconds(1));
        return store;
    }

    private static async Task ForgetAsync(TestDatabase database)
    {
        if (await database.CountAsync("audit_chains where signature is not null") > 0)
        {
            await database.ExecuteAsync("delete from audit_entries; delete from audit_batches; delete from audit_chains");
        }
    }

    private static async Task<List<AuditRow>> AllAsync(IProvStore store, AuditQuery query)
    {
        var rows = new List<AuditRow>();
        do
        {
            var page = await store.ListAuditAsync(query, Cancellation);
            Assert.True(page.Items.Length <= query.PageSize);
            rows.AddRange(page.Items);
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);
        return rows;
    }
}

public sealed class SqliteAuditTests() : AuditTests(StoreProvider.Sqlite);

public sealed class PostgreSqlAuditTests() : AuditTests(StoreProvider.PostgreSql);
