using Prov.Domain.Expressions;
using Prov.Domain.WorkItems;
using Prov.Storage.Commits;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class WorkItemTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task CommitIdentity_WithAnItem_OpensItWithTheChangeAndOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var (identity, item) = (Sample.Identity("1"), Item("1"));

        await store.CommitIdentityAsync(Sample.Commit(identity) with { WorkItems = [new OpenWorkItem(item)] }, Cancellation);
        database.Time.Advance(TimeSpan.FromHours(2));
        await store.CommitIdentityAsync(
            Sample.Commit(identity with { Version = 1 }) with { WorkItems = [new OpenWorkItem(item with { Summary = "again" })] }, Cancellation);

        var kept = await store.LoadWorkItemAsync(Sample.Tenant, item.Id, Cancellation);
        Assert.Equal(("again", WorkItemState.Open, Sample.Now, 2L), (kept!.Summary, kept.State, kept.OpenedAt, kept.Version));
        Assert.Equal([new("idn-2", 0.9, "name")], kept.Candidates);
        Assert.Equal("hr", Assert.Single(kept.Waiting).Source);
        Assert.Null(await store.LoadWorkItemAsync("other", item.Id, Cancellation));
    }

    [Fact]
    public async Task CommitIdentity_ThatLoses_LeavesItemsAsTheyAre()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("1")), Cancellation);

        var lost = await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("1")) with { WorkItems = [new OpenWorkItem(Item("1"))] }, Cancellation);

        Assert.Equal(CommitStatus.VersionConflict, lost.Status);
        Assert.Equal(0, await database.CountAsync("work_items"));
    }

    [Fact]
    public async Task CommitAccount_WithAnItem_OpensItWithTheOutcomeAndNotWhenItLoses()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Sample.Identity("1");
        var desired = Sample.Desired(identity);
        await store.CommitIdentityAsync(Sample.Commit(identity, desired), Cancellation);
        var (first, second) = (Item("1"), Item("2"));

        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)) with { WorkItems = [new OpenWorkItem(first)] }, Cancellation);
        var lost = await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(desired)) with { WorkItems = [new OpenWorkItem(second)] }, Cancellation);

        Assert.Equal(CommitStatus.VersionConflict, lost.Status);
        Assert.NotNull(await store.LoadWorkItemAsync(Sample.Tenant, first.Id, Cancellation));
        Assert.Null(await store.LoadWorkItemAsync(Sample.Tenant, second.Id, Cancellation));
    }

    [Fact]
    public async Task Close_ThenFoundAgain_OpensTheSameItemAnew()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var item = Item("1");
        await ChangeAsync(store, new OpenWorkItem(item));
        await ChangeAsync(store, new AssignWorkItem(item.Id, "ann"));

        await ChangeAsync(store, new CloseWorkItem(item.Id, WorkItemState.Cancelled, "prov", "gone"));
        await ChangeAsync(store, new CloseWorkItem(item.Id, WorkItemState.Done, "ann", "too late"));
        var closed = await store.LoadWorkItemAsync(Sample.Tenant, item.Id, Cancellation);
        database.Time.Advance(TimeSpan.FromDays(1));
        await ChangeAsync(store, new OpenWorkItem(item));
        var opened = await store.LoadWorkItemAsync(Sample.Tenant, item.Id, Cancellation);

        Assert.Equal((WorkItemState.Cancelled, "prov", "gone", Sample.Now), (closed!.State, closed.ClosedBy, closed.Decision, closed.ClosedAt!.Value));
        Assert.Equal((WorkItemState.Open, "", Sample.Now.AddDays(1)), (opened!.State, opened.Owner, opened.OpenedAt));
        Assert.Equal(1, await database.CountAsync("work_items"));
    }

    [Fact]
    public async Task Change_ExpectingAnotherVersion_WritesNothingNorAudit()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var item = Item("1");
        await ChangeAsync(store, new OpenWorkItem(item));

        var results = await Task.WhenAll(
            ChangeAsync(store, new CloseWorkItem(item.Id, WorkItemState.Done, "ann", "yes", 1)),
            ChangeAsync(store, new CloseWorkItem(item.Id, WorkItemState.Done, "bob", "no", 1)));

        Assert.Equal([CommitStatus.Committed, CommitStatus.VersionConflict], results.Select(r => r.Status).Order());
        Assert.Equal(2, await database.CountAsync("audit_entries"));
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("item.state == 'open'", 20)]
    [InlineData("item.state == 'open' && item.owner == 'ann'", 7)]
    [InlineData("item.kind == 'dataQuality'", 15)]
    [InlineData("item.age > duration('23h')", 11)]
    [InlineData("item.subject == 'idn-7'", 1)]
    public async Task ListWorkItems_Filter_FindsThoseOldestFirst(string text, int expected)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await FillAsync(database, store);
        var query = new WorkItemQuery(Sample.Tenant, 4, "")
        {
            Filter = text.Length == 0 ? null : Expression.Compile(text, WorkItemView.Environment, ExpressionType.Bool).Expression!,
            Now = database.Time.GetUtcNow(),
        };

        var found = new List<WorkItem>();
        do
        {
            var page = await store.ListWorkItemsAsync(query, Cancellation);
            found.AddRange(page.Items);
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);

        Assert.Equal(expected, found.Count);
        Assert.Equal(found.OrderBy(i => i.OpenedAt).ThenBy(i => i.Id, StringComparer.Ordinal), found);
        Assert.Equal(expected, found.Select(i => i.Id).Distinct().Count());
    }

    // 30 items, one each hour, and ten hours more; every third is closed at once (its age ends there), seven are Ann's.
    private static async Task FillAsync(TestDatabase database, IProvStore store)
    {
        for (var i = 0; i < 30; i++)
        {
            var item = Item($"{i}") with { Subject = $"idn-{i}", Kind = i % 2 == 0 ? WorkItemKind.DataQuality : WorkItemKind.Collision };
            await ChangeAsync(store, new OpenWorkItem(item));
            if (i % 3 == 0)
            {
                await ChangeAsync(store, new CloseWorkItem(item.Id, WorkItemState.Done, "ann", "done"));
            }
            else if (i % 3 == 1 && i < 21)
            {
                await ChangeAsync(store, new AssignWorkItem(item.Id, "ann"));
            }

            database.Time.Advance(TimeSpan.FromHours(1));
        }

        database.Time.Advance(TimeSpan.FromHours(10));
    }

    private static WorkItem Item(string key) => new()
    {
        Tenant = Sample.Tenant,
        Key = "test:" + key,
        Kind = WorkItemKind.Correlation,
        Subject = "idn-1",
        Summary = "Whose is it?",
        Candidates = [new("idn-2", 0.9, "name")],
        Waiting = [Sample.Event("e1")],
    };

    private static Task<CommitResult> ChangeAsync(IProvStore store, WorkItemChange change) =>
        store.CommitWorkItemsAsync([change], WorkItemAudit.Entries([change], Sample.Tenant, "", "test", "", Sample.Now), Cancellation);
}

public sealed class SqliteWorkItemTests() : WorkItemTests(StoreProvider.Sqlite);

public sealed class PostgreSqlWorkItemTests() : WorkItemTests(StoreProvider.PostgreSql);
