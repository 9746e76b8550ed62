using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Sod;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

/// <summary>The list of rules of separation of duties as they stand for identities.</summary>
public abstract class ViolationTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task ListViolations_PageByPage_EachOnceByRuleThenIdentity()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        foreach (var number in Enumerable.Range(0, 7))
        {
            await SaveAsync(store, Violator($"{number}", number % 2 == 0 ? ["apart"] : ["apart", "both"]));
        }

        await SaveAsync(store, Violator("none"));
        var (found, query) = (new List<(string Rule, string Id)>(), new ViolationQuery(Sample.Tenant, 4, ""));
        do
        {
            var page = await store.ListViolationsAsync(query, Cancellation);
            found.AddRange(page.Items.Select(i => (i.Violation.Rule, i.Identity.Id)));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);

        Assert.Equal(10, found.Distinct().Count());
        Assert.Equal(found.OrderBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.Id, StringComparer.Ordinal), found);
        Assert.Equal(3, (await store.ListViolationsAsync(new(Sample.Tenant, 100, "") { Rule = "both" }, Cancellation)).Items.Length);
        Assert.Empty((await store.ListViolationsAsync(new("other", 100, ""), Cancellation)).Items);
    }

    [Fact]
    public async Task ListViolations_AfterTheViolation_IsEmpty()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var identity = Violator("1", "apart", "both");
        await SaveAsync(store, identity);

        await store.CommitIdentityAsync(
            Sample.Commit(identity with { Version = 1, Violations = identity.Violations.RemoveAt(0) }) with { RemoveViolations = ["apart"] }, Cancellation);
        var lost = Sample.Commit(identity with { Version = 1 }) with { AddViolations = ["lost"] };
        await store.CommitIdentityAsync(lost, Cancellation);

        var left = Assert.Single((await store.ListViolationsAsync(new(Sample.Tenant, 10, ""), Cancellation)).Items);
        Assert.Equal(("both", SodStanding.Recorded), (left.Violation.Rule, left.Violation.Standing));
        Assert.Equal(1, await database.CountAsync("sod_violations"));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("YQ")]
    public async Task ListViolations_TokenOfSomethingElse_IsRefused(string token)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        await Assert.ThrowsAsync<FormatException>(() => store.ListViolationsAsync(new(Sample.Tenant, 10, token), Cancellation));
    }

    private static Identity Violator(string key, params ImmutableArray<string> rules) => Sample.Identity(key) with
    {
        Violations = [.. rules.Select(r => new SodViolation(r, SodStanding.Recorded, ["one", "two"], [], Sample.Now, null))],
    };

    private static Task SaveAsync(IProvStore store, Identity identity) => store.CommitIdentityAsync(
        Sample.Commit(identity) with { AddViolations = [.. identity.Violations.Select(v => v.Rule)] }, Cancellation);
}

public sealed class SqliteViolationTests() : ViolationTests(StoreProvider.Sqlite);

public sealed class PostgreSqlViolationTests() : ViolationTests(StoreProvider.PostgreSql);
