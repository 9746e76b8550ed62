using Prov.Domain.Expressions;
using Prov.Domain.Mappings;

namespace Prov.Domain.Tests.Mappings;

/// <summary>Whose the values of a multi-valued attribute are, and what becomes of those that others added.</summary>
public class OtherValuesTests
{
    private static readonly AttributeMapping _phones = new("telephone", "identity.phones");

    [Fact]
    public void Plan_Keep_LeavesWhatOthersAddedAndRemovesWhatProvGivesNoMore()
    {
        var world = new TargetWorld(_phones);
        world.Converge("Sales", phones: ["1", "2"]);
        world.ChangeAtTarget("telephone", Value.ListOf(["1", "2", "9"]));

        world.Converge("Sales", phones: ["2", "3"]);

        Assert.Equal(["2", "3", "9"], Telephones(world));
    }

    [Fact]
    public void Plan_Remove_TakesAwayWhatOthersAdded()
    {
        var world = new TargetWorld(_phones with { OtherValues = OtherValues.Remove });
        world.Converge("Sales", phones: ["1"]);
        world.ChangeAtTarget("telephone", Value.ListOf(["1", "9"]));

        world.Converge("Sales", phones: ["1"]);

        Assert.Equal(["1"], Telephones(world));
    }

    [Fact]
    public void Plan_Report_LeavesAndShowsThem()
    {
        var world = new TargetWorld(_phones with { OtherValues = OtherValues.Report });
        world.Converge("Sales", phones: ["1"]);
        Assert.Empty(world.Account.AttributesWithOtherValues);
        world.ChangeAtTarget("telephone", Value.ListOf(["1", "9"]));

        world.Converge("Sales", phones: ["1"]);

        Assert.Equal(["1", "9"], Telephones(world));
        Assert.Equal(["telephone"], world.Account.AttributesWithOtherValues);
    }

    [Fact]
    public void Plan_RemoveInARange_LeavesWhatLiesOutside()
    {
        var world = new TargetWorld(_phones with { OtherValues = OtherValues.Remove, Range = "value.startsWith('+41')" });
        world.Converge("Sales", phones: ["+41 1"]);
        world.ChangeAtTarget("telephone", Value.ListOf(["+41 1", "+41 9", "+49 9"]));

        world.Converge("Sales", phones: ["+41 1"]);

        Assert.Equal(["+41 1", "+49 9"], Telephones(world));
    }

    [Theory]
    [InlineData(MappingStrength.Normal, "9")]
    [InlineData(MappingStrength.Strong, "1 9")]
    public void Plan_OwnValueTakenAwayAtTheTarget_ComesBackOnlyWhenStrong(MappingStrength strength, string expected)
    {
        var world = new TargetWorld(_phones with { Strength = strength });
        world.Converge("Sales", phones: ["1"]);
        world.ChangeAtTarget("telephone", Value.ListOf(["9"]));

        world.Converge("Sales", phones: ["1"]);

        Assert.Equal(expected.Split(' '), Telephones(world));
    }

    [Fact]
    public void Plan_SourceIsGone_ItsValuesGoAndOthersStay()
    {
        var world = new TargetWorld(_phones);
        world.Converge("Sales", phones: ["1", "2"]);
        world.ChangeAtTarget("telephone", Value.ListOf(["1", "2", "9"]));

        world.Configure(world.Career.Snapshot.With(c => c with
        {
            Sources = [Setup.Hr with { Mappings = Setup.Hr.Mappings.RemoveAll(m => m.Attribute == "phones") }, Setup.Contractors],
        }));
        world.Career.Evaluate();
        world.Converge();

        Assert.Equal(["9"], Telephones(world));
    }

    [Fact]
    public void Compute_SeveralMappingsOfOneAttribute_StandBesideEachOther()
    {
        var world = new TargetWorld(
            _phones,
            new AttributeMapping("telephone", "['0']") { When = "identity.department == 'Sales'" },
            new AttributeMapping("telephone", "['none']") { Strength = MappingStrength.Weak });

        world.Converge("Sales", phones: ["1"]);
        Assert.Equal(["0", "1"], Telephones(world));
        world.Converge("IT", phones: ["1"]);
        Assert.Equal(["1"], Telephones(world));
        world.Converge("IT");
        Assert.Equal(["none"], Telephones(world));
    }

    private static IEnumerable<string> Telephones(TargetWorld world) =>
        world.Observed("telephone").AsValues().Select(v => v.AsString()).Order(StringComparer.Ordinal);
}
