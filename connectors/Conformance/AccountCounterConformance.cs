using Prov.Connectors.Capabilities;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountCounter"/> keeps.</summary>
public abstract class AccountCounterConformance : ConnectorConformance
{
    private const int Accounts = 25;

    [Fact]
    public async Task Count_CreatedAndDeleted_AsManyAsAreThere()
    {
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        Assert.Equal(0, (await CountAsync(connector)).Accounts);

        for (var i = 0; i < Accounts; i++)
        {
            await CreateAsync(writer, Target.Account($"user{i}"));
        }

        AssertDone(await writer.DeleteAsync(ByName("user7"), TestContext.Current.CancellationToken));

        var count = await CountAsync(connector);
        Assert.SkipUnless(count.Exact, "The target only estimates.");
        Assert.Equal(Accounts - 1, count.Accounts);
        Assert.Equal(await Target.CountAsync(), count.Accounts);
    }

    private static async Task<AccountCount> CountAsync(IConnector connector)
    {
        var count = await Capability<IAccountCounter>(connector).CountAsync(TestContext.Current.CancellationToken);
        AssertDone(count);
        return count.Value!;
    }
}
