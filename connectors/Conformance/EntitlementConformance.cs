using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector keeps whose accounts hold entitlements.</summary>
public abstract class EntitlementConformance : ConnectorConformance
{
    private IAccountWriter Writer => Capability<IAccountWriter>(Target.Make());

    [Fact]
    public async Task Create_WithEntitlements_TargetHoldsThem()
    {
        var observed = await CreateAsync(Writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });

        Assert.Equal(Target.Entitlements.Order(StringComparer.Ordinal), observed.Entitlements);
        await AssertHeldAsync("jsmith", Target.Entitlements[0], Target.Entitlements[1], Target.Entitlements[2]);
    }

    [Fact]
    public async Task Update_AddAndRemoveTwice_SameEnd()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = [Target.Entitlements[0]] });
        await CreateAsync(writer, Target.Account("bystander") with { Entitlements = [Target.Entitlements[0]] });
        var change = new AccountChange { Add = [Target.Entitlements[1], Target.Entitlements[2]], Remove = [Target.Entitlements[0]] };

        AssertDone(await writer.UpdateAsync(ById(account), change, TestContext.Current.CancellationToken));
        AssertDone(await writer.UpdateAsync(ByName("jsmith"), change, TestContext.Current.CancellationToken));

        await AssertHeldAsync("jsmith", Target.Entitlements[1], Target.Entitlements[2]);
        await AssertHeldAsync("bystander", Target.Entitlements[0]);
    }

    [Fact]
    public async Task Update_AbsentAccount_NotFoundAndNothingHeld()
    {
        var result = await Writer.UpdateAsync(ByName("nobody"), new() { Add = [Target.Entitlements[0]] }, TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.NotFound, result);
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Delete_ThenCreateAgain_HoldsNothing()
    {
        var writer = Writer;
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });
        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));

        await CreateAsync(writer, Target.Account("jsmith"));

        await AssertHeldAsync("jsmith");
    }

    [Fact]
    public async Task ReadEntitlements_WhatCanBeHeld_EachOnce()
    {
        await CreateAsync(Writer, Target.Account("jsmith") with { Entitlements = Target.Entitlements });
        var reader = Capability<IEntitlementReader>(Target.Make());

        var read = new List<string>();
        await foreach (var item in reader.ReadEntitlementsAsync(TestContext.Current.CancellationToken))
        {
            AssertDone(item);
            read.Add(item.Value!.Entitlement);
        }

        Assert.Equal(Target.Entitlements.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
    }

    private async Task AssertHeldAsync(string name, params string[] entitlements) =>
        Assert.Equal(entitlements.Order(StringComparer.Ordinal), (await SeenAsync(name)).Entitlements.Order(StringComparer.Ordinal));
}
