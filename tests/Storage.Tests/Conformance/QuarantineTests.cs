using System.Text;
using Prov.Storage.Queries;

namespace Prov.Storage.Tests.Conformance;

public abstract class QuarantineTests(StoreProvider provider)
{
    private static CancellationToken Cancellation => TestDatabase.Cancellation;

    [Fact]
    public async Task Quarantine_RowOrEvent_KeepsWhatItWasUntilItIsTakenOut()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = await database.OpenAsync();
        var row = Record(2) with { Content = QuarantinedContent.Of(["key", "näme"], "7,\"Zoë; \"\"Z\"\"\"\t"u8) };
        var refused = Record(3) with { Content = QuarantinedContent.Of(Sample.Event("e1")) };
        await store.QuarantineAsync([row, refused, Record(4)], Cancellation);
        await store.QuarantineAsync([row with { SourceKey = "repeat" }], Cancellation);

        var kept = (await store.ListQuarantineAsync(new(Sample.Tenant, 10, "") { RunId = "imp-1" }, Cancellation)).Items;

        Assert.Equal([2L, 3, 4], kept.Select(r => r.Line));
        Assert.Equal((row.SourceKey, "7,\"Zoë; \"\"Z\"\"\"\t"), (kept[0].SourceKey, Encoding.UTF8.GetString(kept[0].Content!.Row.AsSpan())));
        Assert.Equal(["key", "näme"], kept[0].Content!.Columns);
        Assert.Equal("e1", kept[1].Content!.Event!.EventId);
        Assert.Null(kept[2].Content);

        await store.RemoveQuarantinedAsync(Sample.Tenant, "imp-1", 3, Cancellation);
        await store.RemoveQuarantinedAsync(Sample.Tenant, "imp-1", 3, Cancellation);
        await store.RemoveQuarantinedAsync("other", "imp-1", 2, Cancellation);
        Assert.Equal([2L, 4], (await store.ListQuarantineAsync(new(Sample.Tenant, 10, ""), Cancellation)).Items.Select(r => r.Line));
    }

    private static QuarantinedRecord Record(long line) => new()
    {
        Tenant = Sample.Tenant, RunId = "imp-1", Source = Sample.Source, Line = line, SourceKey = "k", Faults = ["NUMBER_INVALID: level: The field is not a whole number."],
        At = Sample.Now,
    };
}

public sealed class SqliteQuarantineTests() : QuarantineTests(StoreProvider.Sqlite);

public sealed class PostgreSqlQuarantineTests() : QuarantineTests(StoreProvider.PostgreSql);
