using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountBulkWriter"/> keeps.</summary>
public abstract class AccountBulkWriterConformance : ConnectorConformance
{
    [Fact]
    public async Task Write_AsManyAsItTakes_AllThereInOrder()
    {
        var bulk = Capability<IAccountBulkWriter>(Target.Make());
        Assert.InRange(bulk.MostWrites, 2, int.MaxValue);
        var names = Enumerable.Range(0, Math.Min(bulk.MostWrites, 500)).Select(i => $"user{i}").ToList();

        var results = await WriteAsync(bulk, [.. names.Select(name => new AccountWrite.Create(Target.Account(name)))]);

        Assert.All(results, AssertDone);
        Assert.Equal(names, results.Select(r => Assert.IsType<ConnectorResult<ObservedAccount>>(r).Value!.Name));
        Assert.Equal(names.Count, await Target.CountAsync());
        AssertAttributes(Target.Attributes, await SeenAsync(names[^1]));
    }

    [Fact]
    public async Task Write_OneOfEach_EachDone()
    {
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        var changed = await CreateAsync(writer, Target.Account("changed"));
        var deleted = await CreateAsync(writer, Target.Account("deleted"));

        var results = await WriteAsync(
            Capability<IAccountBulkWriter>(connector),
            [
                new AccountWrite.Update(ById(changed), Change("new")), new AccountWrite.Create(Target.Account("created")), new AccountWrite.Delete(ById(deleted)),
            ]);

        Assert.All(results, AssertDone);
        AssertAttributes(Target.Attributes.SetItem(Target.TextAttribute, Value.From("new")), await SeenAsync("changed"));
        AssertAttributes(Target.Attributes, await SeenAsync("created"));
        Assert.Null(await Target.FindAsync("deleted"));
    }

    [Fact]
    public async Task Write_SomeFail_TheOthersAreDone()
    {
        var connector = Target.Make();
        await CreateAsync(Capability<IAccountWriter>(connector), Target.Account("taken"));
        AccountWrite[] writes =
        [
            new AccountWrite.Create(Target.Account("first")), new AccountWrite.Create(Target.Account("taken")),
            new AccountWrite.Update(ByName("nobody"), Change("x")), new AccountWrite.Create(Target.Account("second")),
        ];

        var results = await WriteAsync(Capability<IAccountBulkWriter>(connector), [.. writes.Take(Capability<IAccountBulkWriter>(connector).MostWrites)]);

        ConnectorStatus[] expected = [ConnectorStatus.Done, ConnectorStatus.Conflict, ConnectorStatus.NotFound, ConnectorStatus.Done];
        Assert.Equal(expected.Take(results.Length), results.Select(r => r.Status));
        Assert.Equal(1 + results.Count(r => r.IsDone), await Target.CountAsync());
        AssertAttributes(Target.Attributes, await SeenAsync("taken"));
    }

    private AccountChange Change(string text) => new() { Set = AttributeSet.Empty.Add(Target.TextAttribute, Value.From(text)) };

    private static async Task<ImmutableArray<ConnectorResult>> WriteAsync(IAccountBulkWriter bulk, ImmutableArray<AccountWrite> writes)
    {
        var results = await bulk.WriteAsync(writes, TestContext.Current.CancellationToken);
        Assert.Equal(writes.Length, results.Length);
        return results;
    }
}
