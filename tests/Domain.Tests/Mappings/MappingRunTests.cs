using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Mappings;

/// <summary>When mappings run and when they are in force.</summary>
public class MappingRunTests
{
    [Fact]
    public void Decide_OneInputOfManyMappingsChanged_RunsOnlyThoseThatReadIt()
    {
        var mappings = Enumerable.Range(0, 100).Select(i => new AttributeMapping($"a{i}", i % 10 == 0 ? "identity.department" : "identity.surname"));
        var career = new Career(With([.. mappings]));

        Assert.Equal(100, career.Submit(Setup.Join()).MappingsRun);
        Assert.Equal(10, Move(career, "department", "IT").MappingsRun);
        Assert.Equal(0, Move(career, "phones", null).MappingsRun);
        Assert.Equal(0, career.Evaluate().MappingsRun);
        Assert.Equal(90, Move(career, "last", "Jones").MappingsRun);
        Assert.Equal("IT", career.Account.Attributes["a10"].AsString());
        Assert.Equal("Jones", career.Account.Attributes["a11"].AsString());
    }

    [Theory]
    [InlineData("dyn(duration('5s'))")]
    [InlineData("dyn({'a': 1})")]
    [InlineData("dyn(['a', null])")]
    [InlineData("dyn(double('NaN'))")]
    public void Decide_ResultThatNoTargetCanHold_IsANoteAndNoValue(string expression)
    {
        var career = new Career(With(new AttributeMapping("ou", expression)));

        var decision = career.Submit(Setup.Join());

        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.MappingFailed && n.Message.Contains("cannot be stored", StringComparison.Ordinal));
        Assert.False(career.Account.Attributes.ContainsKey("ou"));
    }

    [Fact]
    public void Decide_ConfigurationChanged_RunsAll()
    {
        var career = new Career(With(new AttributeMapping("ou", "identity.department")));
        career.Submit(Setup.Join());

        career.Snapshot = With(new AttributeMapping("ou", "identity.department + '!'"));
        career.Snapshot = career.Snapshot.With(c => c);

        Assert.Equal(1, career.Evaluate().MappingsRun);
        Assert.Equal("Sales!", career.Account.Attributes["ou"].AsString());
    }

    [Fact]
    public void Decide_GrantedAgain_RunsAllSinceInputsMayHaveChangedMeanwhile()
    {
        var snapshot = With(new AttributeMapping("ou", "identity.surname")).With(c => c with
        {
            Policies = [new() { Name = "sales", When = "identity.department == 'Sales'", Gives = new([], ["directory"], []) }],
        });
        var career = new Career(snapshot);
        career.Submit(Setup.Join());
        Move(career, "department", "IT");
        Move(career, "last", "Jones");
        Assert.Equal("Smith", career.Account.Attributes["ou"].AsString());

        Move(career, "department", "Sales");

        Assert.Equal((AccountState.Enabled, "Jones"), (career.Account.State, career.Account.Attributes["ou"].AsString()));
    }

    [Fact]
    public void Decide_PeriodOfAMapping_BeginsAndEndsAtItsInstantsFromTheDueTable()
    {
        var career = new Career(With(new AttributeMapping("ou", "'project'")
        {
            ValidFrom = "timestamp('2026-04-01T00:00:00Z')",
            ValidUntil = "timestamp('2026-05-01T00:00:00Z')",
        }));
        career.Submit(Setup.Join());
        Assert.False(career.Account.Attributes.ContainsKey("ou"));
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), career.Identity!.NextEvaluation);

        career.At(career.Identity.NextEvaluation!.Value);
        Assert.Equal("project", career.Account.Attributes["ou"].AsString());
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero), career.Identity.NextEvaluation);

        career.At(career.Identity.NextEvaluation!.Value);
        Assert.False(career.Account.Attributes.ContainsKey("ou"));
        Assert.Null(career.Identity.NextEvaluation);
    }

    [Fact]
    public void Decide_SiloWasDownPastBothInstants_TheValueIsNotThere()
    {
        var career = new Career(With(new AttributeMapping("ou", "'project'") { ValidUntil = "timestamp('2026-03-10T00:00:00Z')" }));
        career.Submit(Setup.Join());
        Assert.Equal("project", career.Account.Attributes["ou"].AsString());

        career.At(Setup.Now.AddDays(30));

        Assert.False(career.Account.Attributes.ContainsKey("ou"));
    }

    [Fact]
    public void Decide_ConditionOfAnInboundMapping_Decides()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Sources =
            [
                Setup.Hr with
                {
                    Mappings =
                    [
                        .. Setup.Hr.Mappings.RemoveAll(m => m.Attribute == "department"),
                        new("department", "record.department") { When = "record.department != 'Secret'" },
                        new("department", "'none'") { Strength = MappingStrength.Weak },
                    ],
                },
                Setup.Contractors,
            ],
        }));
        career.Submit(Setup.Join(Setup.Jane("Secret")));
        Assert.Equal("none", career.Identity!.Attributes["department"].AsString());
        Move(career, "department", "IT");
        Assert.Equal("IT", career.Identity.Attributes["department"].AsString());
    }

    [Fact]
    public void Decide_PeriodOfAnInboundMapping_EndsAtItsInstant()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Sources = [Setup.Hr with { Mappings = Setup.Hr.Mappings.Add(new("mail", "'old'") { ValidUntil = "record.hired + duration('1000h')" }) }],
        }));
        career.Submit(Setup.Join(Setup.Jane("Sales", ("hired", Value.From(Setup.Now)))));
        Assert.Equal("old", career.Identity!.Attributes["mail"].AsString());
        Assert.Equal(Setup.Now.AddHours(1000), career.Identity.NextEvaluation);

        career.At(Setup.Now.AddHours(1000));

        Assert.False(career.Identity.Attributes.ContainsKey("mail"));
    }

    [Theory]
    [InlineData("identity.department == 'Sales'", "identity.department == 'IT'", false)]
    [InlineData("identity.department in ['Sales', 'HR']", "'IT' == identity.department && has(identity.mail)", false)]
    [InlineData("identity.department == 'Sales'", "!(identity.department == 'Sales')", false)]
    [InlineData("identity.department == 'Sales'", "identity.department != 'Sales'", false)]
    [InlineData("identity.department == 'Sales'", "identity.surname == 'Smith'", true)]
    [InlineData("identity.department in ['Sales', 'IT']", "identity.department == 'IT'", true)]
    [InlineData("identity.department == 'Sales'", null, true)]
    [InlineData(null, null, true)]
    public void Compile_TwoOfEqualStrength_IsAFaultNamingBothUnlessTheyExcludeEachOther(string? first, string? second, bool fault)
    {
        var faults = Faults(new AttributeMapping("ou", "'a'") { When = first }, new AttributeMapping("ou", "'b'") { When = second });

        if (fault)
        {
            var found = Assert.Single(faults);
            Assert.Equal(("MAPPING_DUPLICATE", "spec.mappings[1].attribute"), (found.Reason, found.Path));
            Assert.Contains("spec.mappings[0]", found.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(faults);
        }
    }

    [Fact]
    public void Compile_PeriodsThatFollowEachOther_AreNoFault() => Assert.Empty(Faults(
        new AttributeMapping("ou", "'a'") { ValidUntil = "timestamp('2026-04-01T00:00:00Z')" },
        new AttributeMapping("ou", "'b'") { ValidFrom = "timestamp('2026-04-01T00:00:00Z')" }));

    [Fact]
    public void Compile_RangeWithoutAListOrTreatment_IsRefused()
    {
        Assert.Equal("TYPE_MISMATCH", Assert.Single(Faults(new AttributeMapping("ou", "'a'") { OtherValues = OtherValues.Remove })).Reason);
        Assert.Equal("VALUE_MISSING", Assert.Single(Faults(new AttributeMapping("ou", "['a']") { Range = "value == 'x'" })).Reason);
    }

    [Fact]
    public void Compile_FaultyConditionAndPeriod_AreAllReported() => Assert.Equal(
        ["spec.mappings[0].when", "spec.mappings[0].validFrom", "spec.mappings[0].validUntil"],
        Faults(new AttributeMapping("ou", "'a'") { When = "1", ValidFrom = "'x'", ValidUntil = "identity.nothing" }).Select(f => f.Path));

    private static Decision Move(Career career, string attribute, string? value) => career.Submit(
        Setup.Event(LifecycleEventKind.Move, Setup.Attributes((attribute, Value.From(value)))) with { EventId = $"{attribute}-{value}" });

    private static PolicySnapshot With(params AttributeMapping[] mappings) => Setup.Snapshot.With(c => Targets(c, mappings));

    private static ConfigurationSet Targets(ConfigurationSet configuration, AttributeMapping[] mappings) => configuration with
    {
        Targets = [Setup.Directory with { Mappings = [.. mappings], OwnershipAttribute = null }],
    };

    private static IEnumerable<ConfigurationFault> Faults(params AttributeMapping[] mappings) =>
        PolicySnapshot.Compile(Targets(Setup.Configuration, mappings), 1).Faults;
}
