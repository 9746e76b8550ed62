using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Conformance;

/// <summary>What a connector with <see cref="IAccountReader"/> keeps.</summary>
public abstract class AccountReaderConformance : ConnectorConformance
{
    [Fact]
    public async Task Test_GoodSettings_DoneAndNothingChanges()
    {
        AssertDone(await Target.Make().TestAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Read_ByNameAndById_SameAsCreated(string name)
    {
        var connector = Target.Make();
        var created = await CreateAsync(Capability<IAccountWriter>(connector), Target.Account(name) with { Entitlements = Target.Entitlements });
        var reader = Capability<IAccountReader>(connector);

        foreach (var locator in new[] { ByName(name), ById(created) })
        {
            var read = await reader.ReadAsync(locator, TestContext.Current.CancellationToken);
            AssertDone(read);
            Assert.Equal(created.NativeId, read.Value!.NativeId);
            Assert.Equal(name, read.Value.Name);
            Assert.True(read.Value.Enabled);
            Assert.Equal(Target.Attributes, read.Value.Attributes);
            Assert.Equal(Target.Entitlements.Order(StringComparer.Ordinal), read.Value.Entitlements);
        }
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Read_Absent_NotFound(string name)
    {
        var connector = Target.Make();
        await CreateAsync(Capability<IAccountWriter>(connector), Target.Account("bystander"));

        AssertFailed(ConnectorStatus.NotFound, await Capability<IAccountReader>(connector).ReadAsync(ByName(name), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_AfterAnotherTookTheName_OldIdIsNotFound()
    {
        var connector = Target.Make();
        var writer = Capability<IAccountWriter>(connector);
        var first = await CreateAsync(writer, Target.Account("jsmith"));
        AssertDone(await writer.DeleteAsync(ById(first), TestContext.Current.CancellationToken));
        var second = await CreateAsync(writer, Target.Account("jsmith"));
        Assert.SkipWhen(first.NativeId == second.NativeId, "The target has no id of its own beside the name.");

        var read = await Capability<IAccountReader>(connector).ReadAsync(ById(first), TestContext.Current.CancellationToken);

        AssertFailed(ConnectorStatus.NotFound, read);
    }
}
