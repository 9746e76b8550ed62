using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class ImportTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task SaveImport_ManyOfOneVersion_OneIsSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var stores = new[] { await database.OpenAsync(), await database.OpenAsync() };

        var begun = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores[i % 2].SaveImportAsync(Run("r", 1, 0), Cancellation)));
        var gone = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores[i % 2].SaveImportAsync(Run("r", 2, 0), Cancellation)));

        Assert.Single(begun, saved => saved);
        Assert.Single(gone, saved => saved);
        Assert.False(await stores[0].SaveImportAsync(Run("r", 4, 0), Cancellation));
        Assert.False(await stores[0].SaveImportAsync(Run("unknown", 2, 0), Cancellation));
    }

    [Fact]
    public async Task LoadImport_Saved_IsWhatWasSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        await store.SaveImportAsync(Run("r", 1, 0), Cancellation);
        var last = Run("r", 2, 0) with { State = "Held", UpdatedAt = Sample.Now.AddMinutes(5), Progress = """{"rowsRead":7}""" };
        await store.SaveImportAsync(last, Cancellation);

        Assert.Equal(last, await store.LoadImportAsync(Sample.Tenant, "r", Cancellation));
        Assert.Null(await store.LoadImportAsync("other", "r", Cancellation));
        Assert.Null(await store.LoadImportAsync(Sample.Tenant, "unknown", Cancellation));
    }

    [Fact]
    public async Task ListImports_PageByPage_EachOnceNewestFirst()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();

        // Several begin at one instant: the id then decides, and a page may end between them.
        foreach (var number in Enumerable.Range(0, 25))
        {
            await store.SaveImportAsync(Run($"r{number:D2}", 1, number / 3) with { Source = number % 2 == 0 ? "hr" : "crm" }, Cancellation);
        }

        await store.SaveImportAsync(Run("r1", 1, 0) with { Tenant = "other" }, Cancellation);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(n => $"r{n:D2}"), await ListAsync(store, null));
        Assert.Equal(Enumerable.Range(0, 25).Where(n => n % 2 == 0).Reverse().Select(n => $"r{n:D2}"), await ListAsync(store, "hr"));
        await Assert.ThrowsAsync<FormatException>(() => store.ListImportsAsync(new(Sample.Tenant, 4, "eA"), Cancellation));
        await Assert.ThrowsAsync<FormatException>(() => store.ListImportsAsync(new(Sample.Tenant, 4, "!"), Cancellation));
    }

    private static async Task<List<string>> ListAsync(IProvStore store, string? source)
    {
        var (ids, query) = (new List<string>(), new ImportQuery(Sample.Tenant, 4, "") { Source = source });
        do
        {
            var page = await store.ListImportsAsync(query, Cancellation);
            ids.AddRange(page.Items.Select(i => i.RunId));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken.Length > 0);

        return ids;
    }

    private static ImportRow Run(string id, long version, int minute) => new(Sample.Tenant, id, version)
    {
        Source = Sample.Source, State = "Running", StartedAt = Sample.Now.AddMinutes(minute), UpdatedAt = Sample.Now.AddMinutes(minute), Progress = "{}",
    };
}

public sealed class SqliteImportTests() : ImportTests(StoreProvider.Sqlite);

public sealed class PostgreSqlImportTests() : ImportTests(StoreProvider.PostgreSql);
