using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountSearcher"/> keeps.</summary>
public abstract class AccountSearcherConformance : ConnectorConformance
{
    // More than one page of any target.
    private const int Accounts = 1200;

    [Fact]
    public async Task Search_EmptyTarget_Nothing() => Assert.Empty(await SearchAsync(Target.Make()));

    [Fact]
    public async Task Search_ManyAccounts_EachOnceWithAllItHas()
    {
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        var names = Enumerable.Range(0, Accounts).Select(i => $"user {i}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (name, _) =>
            await CreateAsync(writer, Target.Account(name) with { Entitlements = name == "user 7" ? Target.Entitlements : [] }));

        var found = await SearchAsync(connector);

        Assert.Equal(names.Order(StringComparer.Ordinal), found.Select(a => a.Name).Order(StringComparer.Ordinal));
        var one = found.Single(a => a.Name == "user 7");
        Assert.Equal(Target.Attributes, one.Attributes);
        Assert.Equal(Target.Entitlements.Order(StringComparer.Ordinal), one.Entitlements);
        Assert.Empty(found.Single(a => a.Name == "user 8").Entitlements);
    }

    private static async Task<List<ObservedAccount>> SearchAsync(IConnector connector)
    {
        var found = new List<ObservedAccount>();
        await foreach (var item in Capability<IAccountSearcher>(connector).SearchAsync(TestContext.Current.CancellationToken))
        {
            AssertDone(item);
            found.Add(item.Value!);
        }

        return found;
    }
}
