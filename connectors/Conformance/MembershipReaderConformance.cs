using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IMembershipReader"/> keeps. The target has entitlements.</summary>
public abstract class MembershipReaderConformance : ConnectorConformance
{
    private IAccountWriter Writer => Capability<IAccountWriter>(Target.Make());

    [Fact]
    public async Task ReadMemberships_NobodyHoldsAnything_Nothing()
    {
        await CreateAsync(Writer, Target.Account("jsmith"));

        Assert.Empty(await ReadAsync(null));
        Assert.Empty(await ReadAsync(Target.Entitlements[0]));
    }

    [Fact]
    public async Task ReadMemberships_All_EachEdgeOnce()
    {
        var first = await CreateAsync(Writer, Target.Account("first") with { Entitlements = Target.Entitlements });
        var second = await CreateAsync(Writer, Target.Account("second") with { Entitlements = [Target.Entitlements[0]] });
        await CreateAsync(Writer, Target.Account("third"));

        var expected = Target.Entitlements.Select(e => (e, KeyOf(first))).Append((Target.Entitlements[0], KeyOf(second)));
        Assert.Equal(expected.Order(), Edges(await ReadAsync(null), first, second).Order());
    }

    [Fact]
    public async Task ReadMemberships_OfOneEntitlement_OnlyThose()
    {
        var first = await CreateAsync(Writer, Target.Account("first") with { Entitlements = Target.Entitlements });
        var second = await CreateAsync(Writer, Target.Account("second") with { Entitlements = [Target.Entitlements[0]] });

        Assert.Equal(
            new[] { (Target.Entitlements[0], KeyOf(first)), (Target.Entitlements[0], KeyOf(second)) }.Order(),
            Edges(await ReadAsync(Target.Entitlements[0]), first, second).Order());
        Assert.Equal([(Target.Entitlements[1], KeyOf(first))], Edges(await ReadAsync(Target.Entitlements[1]), first, second));
    }

    [Fact]
    public async Task ReadMemberships_TakenAway_NoEdgeIsLeft()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });
        AssertDone(await writer.UpdateAsync(ById(account), new() { Remove = Target.Entitlements }, TestContext.Current.CancellationToken));

        Assert.Empty(await ReadAsync(null));
    }

    [Fact]
    public async Task ReadMemberships_ManyHolders_EachOnce()
    {
        var writer = Writer;
        var names = Enumerable.Range(0, Target.Many).Select(i => $"user{i}").ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (name, _) =>
            await CreateAsync(writer, Target.Account(name) with { Entitlements = [Target.Entitlements[0]] }));

        var read = await ReadAsync(Target.Entitlements[0]);

        Assert.Equal(Target.Many, read.Count);
        Assert.Equal(Target.Many, read.Select(m => m.Account.NativeId ?? m.Account.Name).Distinct().Count());
    }

    [Fact]
    public async Task ReadMemberships_EntitlementThatIsNotThere_Nothing()
    {
        await CreateAsync(Writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });

        Assert.Empty(await ReadAsync("no such right"));
    }

    private async Task<List<Membership>> ReadAsync(string? entitlement)
    {
        var read = new List<Membership>();
        await foreach (var item in Capability<IMembershipReader>(Target.Make()).ReadMembershipsAsync(entitlement, TestContext.Current.CancellationToken))
        {
            AssertDone(item);
            read.Add(item.Value!);
        }

        return read;
    }

    private static string KeyOf(ObservedAccount account) => account.NativeId;

    private static IEnumerable<(string Entitlement, string Account)> Edges(List<Membership> read, params ImmutableArray<ObservedAccount> accounts) =>
        read.Select(m => (m.Entitlement, m.Account.NativeId ?? accounts.Single(a => a.Name == m.Account.Name).NativeId));
}
