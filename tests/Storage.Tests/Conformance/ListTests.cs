using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class ListTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task ListIdentities_PageByPage_EachOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 25);

        var (ids, query) = (new List<string>(), new IdentityQuery(Sample.Tenant, 10, ""));
        do
        {
            var page = await store.ListIdentitiesAsync(query, Cancellation);
            ids.AddRange(page.Items.Select(i => i.Identity.Id));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);

        Assert.Equal(25, ids.Count);
        Assert.Equal(25, ids.Distinct().Count());
        Assert.Empty((await store.ListIdentitiesAsync(new("other", 10, ""), Cancellation)).Items);
    }

    // Each filter is compared with its own evaluation on every identity: the store may not find more nor less.
    [Theory]
    [InlineData("identity.department == 'Sales'")]
    [InlineData("identity.department != 'Sales'")]
    [InlineData("identity.department in ['IT', 'Law']")]
    [InlineData("!(identity.department in ['IT', 'Law'])")]
    [InlineData("identity.displayName.startsWith('P1')")]
    [InlineData("identity.displayName.startsWith('%')")]
    [InlineData("!identity.displayName.startsWith('P1')")]
    [InlineData("identity.displayName < 'P2' && identity.state == 'active'")]
    [InlineData("identity.displayName > 'Z'")]
    [InlineData("has(identity.department)")]
    [InlineData("!has(identity.department) || identity.grade > 3")]
    [InlineData("identity.grade >= 3 && identity.grade < 5")]
    [InlineData("identity.displayName.endsWith('4') || identity.department == 'IT'")]
    [InlineData("identity.state != 'active' && identity.department.size() == 2")]
    [InlineData("false")]
    public async Task ListIdentities_Filter_FindsWhatTheExpressionSays(string text)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 20);
        var filter = Expression.Compile(text, Sample.FilterEnvironment, ExpressionType.Bool).Expression;
        Assert.NotNull(filter);

        var found = await store.ListIdentitiesAsync(new(Sample.Tenant, 100, "") { Filter = filter }, Cancellation);

        var expected = Enumerable.Range(0, 20).Select(Person).Where(i => Holds(filter, i)).Select(i => i.Id).Order(StringComparer.Ordinal);
        Assert.Equal(expected, found.Items.Select(i => i.Identity.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListAccounts_ByTargetStatusAndIdentity_FindsThose()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 6);
        var identity = Person(2);
        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(Sample.Desired(identity, "crm"))), Cancellation);
        var query = new AccountQuery(Sample.Tenant, 100, "");

        Assert.Equal(12, (await store.ListAccountsAsync(query, Cancellation)).Items.Length);
        Assert.Equal(6, (await store.ListAccountsAsync(query with { Target = "crm" }, Cancellation)).Items.Length);
        Assert.Equal(2, (await store.ListAccountsAsync(query with { IdentityId = identity.Id }, Cancellation)).Items.Length);
        Assert.Single((await store.ListAccountsAsync(query with { Status = AccountStatus.Converged }, Cancellation)).Items);
        var law = Expression.Compile("identity.department == 'Law'", Sample.AccountFilterEnvironment, ExpressionType.Bool).Expression;
        var ofLaw = await store.ListAccountsAsync(query with { Filter = law, PageSize = 3 }, Cancellation);
        var isLaw = Expression.Compile("identity.department == 'Law'", Sample.FilterEnvironment, ExpressionType.Bool).Expression;
        Assert.Equal([.. Enumerable.Range(0, 6).Select(Person).Where(p => Holds(isLaw!, p)).Select(p => p.Id).Order()], ofLaw.Items.Select(r => r.Desired.IdentityId)
            .Concat((await store.ListAccountsAsync(query with { Filter = law, PageSize = 3, PageToken = ofLaw.NextPageToken }, Cancellation)).Items.Select(r => r.Desired.IdentityId))
            .Distinct().Order());
        var first = await store.ListAccountsAsync(query with { PageSize = 7 }, Cancellation);
        var second = await store.ListAccountsAsync(query with { PageSize = 7, PageToken = first.NextPageToken }, Cancellation);
        Assert.Equal((7, 5, ""), (first.Items.Length, second.Items.Length, second.NextPageToken));
    }

    // Half of the conditions are for the database, half are not; the counts are those of six people with accounts in two targets, one converged.
    [Theory]
    [InlineData("account.target == 'crm'", 6)]
    [InlineData("account.target.startsWith('cr')", 6)]
    [InlineData("account.target.endsWith('rm')", 6)]
    [InlineData("account.target != 'crm'", 6)]
    [InlineData("account.target in ['crm', 'directory'] && account.status == 'converged'", 1)]
    [InlineData("account.status != 'converged'", 11)]
    [InlineData("account.status == 'Converged'", 0)]
    [InlineData("account.desiredState == 'enabled'", 12)]
    [InlineData("has(account.name) && account.target < 'd'", 6)]
    [InlineData("account.target == 'crm' && identity.state == 'active'", 4)]
    [InlineData("account.target == 'crm' && identity.state == 'nothing'", 0)]
    [InlineData("account.status == 'converged' || identity.state == 'nothing'", 1)]
    public async Task ListAccounts_Filter_FindsWhatTheExpressionSays(string text, int count)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 6);
        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(Sample.Desired(Person(2), "crm"))), Cancellation);
        var filter = Expression.Compile(text, Sample.AccountFilterEnvironment, ExpressionType.Bool).Expression;
        Assert.NotNull(filter);

        Assert.Equal(count, (await store.ListAccountsAsync(new(Sample.Tenant, 100, "") { Filter = filter }, Cancellation)).Items.Length);
    }

    [Fact]
    public async Task ScanIdentityIds_FromAPlace_GoesOnAfterIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 12);
        var all = await store.ScanIdentityIdsAsync(Sample.Tenant, "", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(12, all.Distinct().Count());
        Assert.Equal(all[5..], await store.ScanIdentityIdsAsync(Sample.Tenant, all[4], Cancellation).ToListAsync(Cancellation));
        Assert.Empty(await store.ScanIdentityIdsAsync("other", "", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task ScanPopulation_OfATenant_ShowsEachOnceWithoutSecrets()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 12);
        var secret = Sample.Identity("secretive");
        secret = secret with { DirectGrants = [new() { Id = "grt-1", Kind = Domain.Policies.GrantKind.Role, Name = "role" }] };
        await store.CommitIdentityAsync(Sample.Commit(secret) with { SecretAttributes = new HashSet<string> { "grade" } }, Cancellation);
        var keeps = Sample.Identity("keeps");
        keeps = keeps with { Grants = [new(Domain.Policies.GrantKind.Role, "", "role", ["BirthrightPolicy/p"]) { RemoveAt = Sample.Now }] };
        await store.CommitIdentityAsync(Sample.Commit(keeps), Cancellation);

        var rows = await store.ScanPopulationAsync(Sample.Tenant, ["department", "displayName", "grade", "room"], ownGrants: true, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(14, rows.Select(r => r.Id).Distinct().Count());
        var row = rows.Single(r => r.Id == secret.Id);
        Assert.Equal(new[] { secret.Id, keeps.Id }.Order(), rows.Where(r => r.HasOwnGrants).Select(r => r.Id).Order());
        Assert.Equal((secret.State, secret.PolicyVersion, secret.NextEvaluation), (row.State, row.PolicyVersion, row.DueAt));
        using var attributes = System.Text.Json.JsonDocument.Parse(row.Attributes);
        Assert.Equal(["department", "displayName"], attributes.RootElement.EnumerateObject().Where(p => p.Value.ValueKind != System.Text.Json.JsonValueKind.Null).Select(p => p.Name).Order());
        Assert.Equal("Jané \"J\" Smith", attributes.RootElement.GetProperty("displayName").GetString());
        Assert.Empty(await store.ScanPopulationAsync("other", [], ownGrants: false, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task LoadIdentities_SomeUnknown_GivesTheOthersAsLoadedAlone()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 6);
        string[] ids = [Person(1).Id, "idn-unknown", Person(4).Id];

        var loaded = await store.LoadIdentitiesAsync(ids, Cancellation);

        Assert.Equal([.. ids.Where(i => i != "idn-unknown").Order()], loaded.Select(l => l.Identity.Id).Order());
        foreach (var one in loaded)
        {
            var alone = await store.LoadIdentityAsync(one.Identity.Id, Cancellation);
            Assert.Equal(alone!.Accounts.Select(a => a.AccountId), one.Identity.Accounts.Select(a => a.AccountId));
            Assert.Equal(alone.Version, one.Identity.Version);
            Assert.Equal(alone.Accounts.Select(a => a.AccountId), one.Accounts.Select(a => a.Desired.AccountId));
        }
    }

    [Fact]
    public async Task ScanSourceRecords_SaysWhoIsOrWillBeHere()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var join = Sample.Event("e") with { EffectiveAt = Sample.Now.AddDays(3) };
        var record = Sample.Identity("x").Records[0];
        var records = new[]
        {
            record with { Key = "here" },
            record with { Key = "gone", Ended = true, ContentDigest = LifecycleEvent.RowGone },
            record with { Key = "coming", Ended = true, Scheduled = [join], ContentDigest = null },
            record with { Key = "over", End = Sample.Now.AddDays(-1) },
            record with { Key = "other", Source = "contractors" },
        };
        await store.CommitIdentityAsync(Sample.Commit(Sample.Identity("x") with { Records = [.. records] }), Cancellation);

        var rows = await store.ScanSourceRecordsAsync(Sample.Tenant, Sample.Source, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(
            [new("coming", null, true), new("gone", "", false), new("here", "00ff", true), new("over", "00ff", false)],
            rows.OrderBy(r => r.SourceKey, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Count_ByStateTargetAndStatus_AddsUp()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await FillAsync(database, 5);
        await store.CommitAccountAsync(Sample.Commit(Sample.Outcome(Sample.Desired(Person(0), "crm"))), Cancellation);

        var counts = await store.CountAsync(Sample.Tenant, Cancellation);

        Assert.Equal(5, counts.IdentitiesByState.Values.Sum());
        Assert.Equal((1L, 4L), (counts.AccountsByTargetAndStatus["crm"]["Converged"], counts.AccountsByTargetAndStatus["crm"]["Pending"]));
        Assert.Equal(9, counts.AccountsNotConverged);
        Assert.Equal(5, counts.Events);
    }

    [Fact]
    public async Task Views_OfEveryKind_CanBeRead()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await FillAsync(database, 3);

        Assert.Equal(3, await database.CountAsync("v_identities"));
        Assert.Equal(6, await database.CountAsync("v_accounts where failure_reason is null"));
        Assert.Equal(3, await database.CountAsync("v_grants where name = 'default' and target = 'directory'"));
        Assert.Equal(3, await database.CountAsync("v_events"));
        Assert.Equal(3, await database.CountAsync("v_audit"));
    }

    private static async Task<IProvStore> FillAsync(TestDatabase database, int count)
    {
        var store = await database.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
        {
            var identity = Person(i);
            return store.CommitIdentityAsync(
                Sample.Commit(identity, Sample.Desired(identity), Sample.Desired(identity, "crm")) with { Event = Sample.Mark(identity.Id, $"e{i}") },
                Cancellation);
        }));
        return store;
    }

    private static Identity Person(int number)
    {
        var departments = new[] { "Sales", "IT", "Law" };
        var identity = Sample.Identity($"{number}") with { State = number % 5 == 0 ? LifecycleState.Suspended : LifecycleState.Active };
        var attributes = identity.Attributes
            .SetItem("displayName", Value.From($"P{number}")).SetItem("department", Value.From(departments[number % 3]))
            .SetItem("grade", Value.From(number % 7));
        return identity with { Attributes = number % 4 == 0 ? attributes.Remove("department") : attributes };
    }

    private static bool Holds(Expression filter, Identity identity)
    {
        var attributes = identity.Attributes.Add("id", Value.From(identity.Id)).Add("state", Value.From(identity.State.ToString().ToLowerInvariant()));
        return filter.Evaluate(Value.From(attributes)) is { IsError: false, IsTrue: true };
    }
}

public sealed class SqliteListTests() : ListTests(StoreProvider.Sqlite);

public sealed class PostgreSqlListTests() : ListTests(StoreProvider.PostgreSql);
