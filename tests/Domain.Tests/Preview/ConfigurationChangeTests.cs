using System.Text.Json;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Domain.Sod;

namespace Prov.Domain.Tests.Preview;

/// <summary>Whom a change of the configuration concerns, as a recompute sees it: everyone whom it can concern, and no more where that shows.</summary>
public class ConfigurationChangeTests
{
    private static readonly SodRule _apart = new()
    {
        Name = "apart",
        Sides = [new("sell") { Roles = ["seller"] }, new("audit") { Entitlements = [new("directory", "cn=audit")] }],
    };

    [Fact]
    public void SodRule_ThatComesGoesOrDiffers_ConcernsEveryone()
    {
        var with = Setup.Configuration with { SodRules = [_apart] };

        Assert.NotNull(Between(Setup.Configuration, with).ConcernsEveryone);
        Assert.NotNull(Between(with, Setup.Configuration).ConcernsEveryone);
        Assert.NotNull(Between(with, with with { SodRules = [_apart with { Effect = SodEffect.Prune }] }).ConcernsEveryone);
        Assert.NotNull(Between(with, with with { SodRules = [_apart with { Exceptions = [new(Setup.Now.AddDays(9)) { When = "true" }] }] }).ConcernsEveryone);
        Assert.Null(Between(with, with).ConcernsEveryone);
    }

    [Fact]
    public void Role_OfAnotherExclusiveSetOrPriority_ConcernsWhoeverIsGivenItAndOwnGrants()
    {
        var exclusive = WithSeller(r => r with { ExclusiveSet = "jobs" });

        AssertConcernsSales(Between(Setup.Configuration, exclusive));
        AssertConcernsSales(Between(exclusive, Setup.Configuration));
        AssertConcernsSales(Between(exclusive, WithSeller(r => r with { ExclusiveSet = "jobs", Priority = 7 })));
    }

    [Fact]
    public void Role_WithinARole_ConcernsWhoeverIsGivenTheOuterOne() => AssertConcernsSales(Between(Setup.Configuration, Setup.Configuration with
    {
        Roles = [.. Setup.Configuration.Roles.Select(r => r.Name == "crm" ? r with { ExclusiveSet = "systems" } : r)],
    }));

    [Fact]
    public void Item_ThatIsGivenForAnotherTime_ConcernsWhoeverIsGivenIt()
    {
        static ConfigurationSet For(int days) => Setup.Configuration with
        {
            Policies = [Setup.Configuration.Policies[0], Setup.Configuration.Policies[1] with
            {
                Gives = new([], [], []) { Items = [new PolicyItem(GrantKind.Role, "", "seller") { ValidFor = TimeSpan.FromDays(days) }] },
            }],
        };

        var change = Between(For(30), For(60));

        Assert.Null(change.ConcernsEveryone);
        Assert.Equal((true, false), (Concerns(change, "Sales"), Concerns(change, "IT")));
    }

    [Fact]
    public void Parameter_WithAnotherValue_ConcernsWhoeverIsGivenTheRole()
    {
        static ConfigurationSet Of(string project) => Setup.Configuration with
        {
            Policies = [Setup.Configuration.Policies[0], Setup.Configuration.Policies[1] with { Gives = new([$"member(project={project})"], [], []) }],
            Roles = [new() { Name = "member", Parameters = ["project"], Gives = new([], [], [new("directory", "cn={project}")]) }],
        };

        var change = Between(Of("apollo"), Of("gemini"));

        Assert.Null(change.ConcernsEveryone);
        Assert.Equal((true, false), (Concerns(change, "Sales"), Concerns(change, "IT")));
    }

    [Fact]
    public void Target_WithOtherLimits_ConcernsNobody()
    {
        var change = Between(Setup.Configuration, Setup.Configuration with { Targets = [Setup.Directory with { Limits = new() { Concurrency = 2 } }] });

        Assert.Null(change.ConcernsEveryone);
        Assert.Equal((false, false, false), (Concerns(change, "Sales"), Concerns(change, "IT"), change.ConcernsOwnGrants));
    }

    private static ConfigurationSet WithSeller(Func<Role, Role> change) => Setup.Configuration with
    {
        Roles = [.. Setup.Configuration.Roles.Select(r => r.Name == "seller" ? change(r) : r)],
    };

    private static ConfigurationChange Between(ConfigurationSet before, ConfigurationSet after) =>
        ConfigurationChange.Between(Setup.Compile(before), Setup.Compile(after, 2));

    private static void AssertConcernsSales(ConfigurationChange change)
    {
        Assert.Null(change.ConcernsEveryone);
        Assert.True(change.ConcernsOwnGrants);
        Assert.Equal((true, false), (Concerns(change, "Sales"), Concerns(change, "IT")));
    }

    private static bool Concerns(ConfigurationChange change, string department)
    {
        var (screen, reader) = (change.Screen(Setup.Now), change.Reader());
        var attributes = Setup.Attributes(("employeeNumber", Value.From("7")), ("department", Value.From(department)));
        reader.Read("idn-1", LifecycleState.Active, JsonSerializer.SerializeToUtf8Bytes(attributes));
        return screen.Concerns(reader.Identity);
    }
}
