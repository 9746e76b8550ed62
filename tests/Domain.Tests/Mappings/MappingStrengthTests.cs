using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Mappings;

/// <summary>What the strengths mean at the target: who wins when Prov and somebody else say different things.</summary>
public class MappingStrengthTests
{
    [Theory]
    [InlineData(MappingStrength.Weak, "by hand", "by hand")]
    [InlineData(MappingStrength.Normal, "by hand", "by hand")]
    [InlineData(MappingStrength.Strong, "by hand", "Sales")]
    [InlineData(MappingStrength.Weak, null, "Sales")]
    [InlineData(MappingStrength.Normal, null, null)]
    [InlineData(MappingStrength.Strong, null, "Sales")]
    public void Plan_ValueChangedAtTheTarget_IsTreatedByStrength(MappingStrength strength, string? present, string? expected)
    {
        var world = new TargetWorld(new AttributeMapping("ou", "identity.department") { Strength = strength });
        world.Converge("Sales");

        world.ChangeAtTarget("ou", Value.From(present));
        world.Converge("Sales");

        Assert.Equal(Value.From(expected), world.Observed("ou"));
    }

    [Theory]
    [InlineData(MappingStrength.Weak, "by hand")]
    [InlineData(MappingStrength.Normal, "IT")]
    [InlineData(MappingStrength.Strong, "IT")]
    public void Plan_OwnValueChangesAfterOneByHand_NormalAndStrongWrite(MappingStrength strength, string expected)
    {
        var world = new TargetWorld(new AttributeMapping("ou", "identity.department") { Strength = strength });
        world.Converge("Sales");
        world.ChangeAtTarget("ou", Value.From("by hand"));
        world.Converge("Sales");

        world.Converge("IT");

        Assert.Equal(expected, world.Observed("ou").AsString());
    }

    [Fact]
    public void Plan_NormalValueThatReturnsBeforeItWasWritten_LeavesWhatIsThere()
    {
        var world = new TargetWorld(new AttributeMapping("ou", "identity.department"));
        world.Converge("Sales");
        world.ChangeAtTarget("ou", Value.From("by hand"));

        world.Fail("IT");
        world.Converge("Sales");

        Assert.Equal("by hand", world.Observed("ou").AsString());
    }

    [Fact]
    public void Plan_NormalValueThatIsGivenNoMore_IsRemoved()
    {
        var world = new TargetWorld(new AttributeMapping("ou", "identity.department"));
        world.Converge("Sales");

        world.Converge(null);

        Assert.True(world.Observed("ou").IsNull);
    }

    [Theory]
    [InlineData("Sales", null)]
    [InlineData("by hand", "by hand")]
    public void Plan_ConditionNoLongerMet_RemovesOnlyWhatProvGave(string present, string? expected)
    {
        var world = new TargetWorld(new AttributeMapping("ou", "identity.department") { When = "identity.surname == 'Smith'" });
        world.Converge("Sales");
        world.ChangeAtTarget("ou", Value.From(present));

        world.Converge("Sales", surname: "Jones");

        Assert.Equal(Value.From(expected), world.Observed("ou"));
    }

    [Fact]
    public void Compute_SeveralStrengths_TheStrongestInForceThatHasAValueWins()
    {
        var world = new TargetWorld(
            new AttributeMapping("ou", "'weak'") { Strength = MappingStrength.Weak },
            new AttributeMapping("ou", "identity.department"),
            new AttributeMapping("ou", "'strong'") { Strength = MappingStrength.Strong, When = "identity.surname == 'Jones'" });

        Assert.Equal("Sales", world.Converge("Sales").Attributes["ou"].AsString());
        Assert.Equal("strong", world.Converge("Sales", surname: "Jones").Attributes["ou"].AsString());
        Assert.Equal("weak", world.Converge(null).Attributes["ou"].AsString());
    }

    [Fact]
    public void Plan_WeakMappingOfSeveralWins_FillsOnlyABlank()
    {
        var world = new TargetWorld(
            new AttributeMapping("ou", "'weak'") { Strength = MappingStrength.Weak }, new AttributeMapping("ou", "identity.department"));
        world.Converge(null);
        Assert.Equal("weak", world.Observed("ou").AsString());
        world.ChangeAtTarget("ou", Value.From("by hand"));

        world.Converge(null);

        Assert.Equal("by hand", world.Observed("ou").AsString());
    }

    [Fact]
    public void Given_PayloadOfAnEarlierVersion_CountsAsWhatWasSeen()
    {
        var old = System.Text.Json.JsonSerializer.Deserialize<Account>(
            """{"AccountId":"acc-1","Observed":{"NativeId":"1","Name":"n","Attributes":{"ou":"Sales"}}}""")!;

        Assert.Equal("Sales", GivenValues.Of(old).Of("ou").AsString());
        Assert.Empty(old.AttributesWithOtherValues);
    }

    [Fact]
    public void Merge_StrongInboundMappingOfALaterSource_Wins()
    {
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Sources =
            [
                Setup.Hr,
                Setup.Contractors with
                {
                    Mappings = [new("employeeNumber", "record.employee"), new("department", "record.unit") { Strength = MappingStrength.Strong }],
                },
            ],
        });
        var career = new Career(snapshot);
        career.Submit(Setup.Join());
        career.Submit(Setup.Event(LifecycleEventKind.Join, Setup.Attributes(("unit", Value.From("IT")))) with
        {
            Source = "contractors", SourceKey = "c1", EventId = "c1",
        });

        Assert.Equal("IT", career.Identity!.Attributes["department"].AsString());
        Assert.Equal("contractors", career.Identity.Provenance["department"].Source);
    }
}
