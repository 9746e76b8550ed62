using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class ConfigurationTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task SaveConfiguration_ManyOfOneVersion_OneIsSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };
        Assert.Null(await stores[0].LoadConfigurationAsync(Sample.Tenant, Cancellation));
        Assert.Equal(0, await stores[0].LoadConfigurationVersionAsync(Sample.Tenant, Cancellation));

        var saved = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            stores[i % 2].SaveConfigurationAsync(Version(1, (byte)i), Cancellation)));

        Assert.Single(saved, s => s);
        Assert.False(await stores[0].SaveConfigurationAsync(Version(3, 0), Cancellation));
        Assert.True(await stores[0].SaveConfigurationAsync(Version(2, 77), Cancellation));
        var newest = await stores[1].LoadConfigurationAsync(Sample.Tenant, Cancellation);
        Assert.Equal((2L, (byte)77, "anna", Sample.Now), (newest!.Version, newest.Documents[0], newest.AppliedBy, newest.AppliedAt));
        Assert.Equal(2, await stores[1].LoadConfigurationVersionAsync(Sample.Tenant, Cancellation));
        Assert.Equal(0, await stores[1].LoadConfigurationVersionAsync("other", Cancellation));
    }

    [Fact]
    public async Task Quarantine_TheSameLinesAgain_AreKeptOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var records = Enumerable.Range(1, 5).Select(Line).ToList();
        await store.QuarantineAsync([.. records], Cancellation);
        await store.QuarantineAsync([.. records], Cancellation);
        await store.QuarantineAsync([Line(1) with { RunId = "run-2", Source = "crm" }], Cancellation);

        var first = await store.ListQuarantineAsync(new(Sample.Tenant, 4, "") { RunId = "run-1" }, Cancellation);
        var second = await store.ListQuarantineAsync(new(Sample.Tenant, 4, first.NextPageToken) { RunId = "run-1" }, Cancellation);

        Assert.Equal([1, 2, 3, 4, 5], first.Items.Concat(second.Items).Select(r => r.Line).Order());
        Assert.Equal("", second.NextPageToken);
        Assert.Equal(["DATE_INVALID: not a date"], first.Items[0].Faults);
        Assert.Equal("run-2", Assert.Single((await store.ListQuarantineAsync(new(Sample.Tenant, 9, "") { Source = "crm" }, Cancellation)).Items).RunId);
    }

    [Fact]
    public async Task Migrate_SeveralAtOnce_AppliesEachOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => database.OpenAsync(), Cancellation)));

        Assert.Equal(0, await database.CountAsync("identities"));
        Assert.True(await database.CountAsync("schema_migrations") > 0);
    }

    private static StoredConfiguration Version(long version, byte content) => new(Sample.Tenant, version, [content], "anna", Sample.Now);

    private static QuarantinedRecord Line(int line) => new()
    {
        Tenant = Sample.Tenant, RunId = "run-1", Source = Sample.Source, Line = line, Faults = ["DATE_INVALID: not a date"], At = Sample.Now,
    };
}

public sealed class SqliteConfigurationTests() : ConfigurationTests(StoreProvider.Sqlite);

public sealed class PostgreSqlConfigurationTests() : ConfigurationTests(StoreProvider.PostgreSql);
