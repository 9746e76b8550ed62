using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sod;

namespace Prov.Domain.Tests.Policies;

public class RoleParameterTests
{
    private static readonly Role _member = new()
    {
        Name = "member",
        Parameters = ["project", "site"],
        Gives = new(["reader(project={project})"], [], [new("directory", "cn={project}-{site}")]),
    };

    private static readonly Role _reader = new()
    {
        Name = "reader", Kind = RoleKind.Technical, Parameters = ["project"], Gives = new([], [], [new("directory", "cn=read-{project}")]),
    };

    [Fact]
    public void Policy_NamesARoleWithValues_GivesWhatTheyStandFor()
    {
        var career = Joined(Configuration("member( site = bern, project=apollo)"));

        Assert.Equal(["cn=apollo-bern", "cn=read-apollo", "cn=staff"], career.Account.Entitlements);
        var right = career.Identity!.Grants.Single(g => g.Name == "cn=read-apollo");
        Assert.Equal(["BirthrightPolicy/sales > BusinessRole/member(project=apollo,site=bern) > TechnicalRole/reader(project=apollo)"], right.Causes);
    }

    [Fact]
    public void Policies_WithDifferentValues_GiveTheRoleTwiceAndTakeAwayOne()
    {
        var configuration = Configuration("member(project=apollo,site=bern)", "member(project=gemini,site=oslo)");
        var career = Joined(configuration);
        Assert.Equal(["cn=apollo-bern", "cn=gemini-oslo", "cn=read-apollo", "cn=read-gemini", "cn=staff"], career.Account.Entitlements);

        career.Snapshot = Setup.Compile(Configuration("member(project=gemini,site=oslo)"), 2);
        career.Evaluate();

        Assert.Equal(["cn=gemini-oslo", "cn=read-gemini", "cn=staff"], career.Account.Entitlements);
    }

    [Fact]
    public void Grant_WithValuesThatNoPolicyNames_GivesWhatTheyStandFor()
    {
        var career = Joined(Configuration());

        career.Change(Give("g1", "member(site=lima, project=vega)"));

        Assert.Equal(["cn=read-vega", "cn=staff", "cn=vega-lima"], career.Account.Entitlements);
        Assert.Contains(career.Identity!.Grants, g => g is { Kind: GrantKind.Role, Name: "member(project=vega,site=lima)" });
        Assert.Equal(
            ["DirectGrant/g1 > BusinessRole/member(project=vega,site=lima) > TechnicalRole/reader(project=vega)"],
            career.Identity.Grants.Single(g => g.Name == "cn=read-vega").Causes);
    }

    [Theory]
    [InlineData("member")]
    [InlineData("member(project=a)")]
    [InlineData("member(project=a,site=b,more=c)")]
    [InlineData("member(project=,site=b)")]
    [InlineData("member(project=a,site=b > c)")]
    [InlineData("crm(project=a)")]
    public void Grant_WithOtherParametersThanTheRoleHas_IsRefused(string role)
    {
        var faults = GrantValidation.Check(Give("g1", role), Setup.Compile(Configuration()), Setup.Now);

        Assert.Equal(GrantFaultReasons.RoleUnknown, Assert.Single(faults).Reason);
    }

    [Theory]
    [InlineData("member", FaultReasons.ParameterMismatch)]
    [InlineData("member(project=a)", FaultReasons.ParameterMismatch)]
    [InlineData("crm(project=a)", FaultReasons.ParameterMismatch)]
    [InlineData("member(project)", FaultReasons.NameInvalid)]
    [InlineData("member(project=a", FaultReasons.NameInvalid)]
    [InlineData("nobody(project=a)", FaultReasons.ReferenceUnknown)]
    public void Compile_ReferenceThatDoesNotFit_IsAFaultOfItsPolicy(string reference, string reason)
    {
        var faults = PolicySnapshot.Compile(Configuration(reference), 1).Faults;

        Assert.Contains(faults, f => (f.Reason, f.Document, f.Path) == (reason, "BirthrightPolicy/sales", "spec.gives.roles[0]"));
    }

    [Fact]
    public void Compile_PlaceWithoutParameter_IsAFaultOfTheRoleNamedOnce()
    {
        var broken = _reader with { Gives = new([], [], [new("directory", "cn={projekt}"), new("nowhere", "cn={project}")]) };

        var faults = PolicySnapshot.Compile(
            Configuration("member(project=a,site=b)", "member(project=c,site=d)") with { Roles = [_member, broken] }, 1).Faults;

        Assert.Equal(
            [(FaultReasons.ReferenceUnknown, "TechnicalRole/reader", "spec.gives"), (FaultReasons.ReferenceUnknown, "TechnicalRole/reader", "spec.gives.entitlements[1].target")],
            faults.Select(f => (f.Reason, f.Document, f.Path)));
    }

    [Fact]
    public void Compile_RoleThatIncludesItselfWithAnotherValue_IsACycle()
    {
        var endless = _reader with { Gives = new(["reader(project=x{project})"], [], []) };

        var faults = PolicySnapshot.Compile(Configuration() with { Roles = [_member, endless] }, 1).Faults;

        Assert.Equal(FaultReasons.RoleCycle, Assert.Single(faults).Reason);
    }

    [Fact]
    public void SodRule_NamesTheRoleWithoutValues_CountsForAllValues()
    {
        var career = Joined(Configuration("member(project=apollo,site=bern)") with
        {
            SodRules = [new() { Name = "apart", Sides = [new("member") { Roles = ["member"] }, new("audit") { Entitlements = [new("directory", "cn=audit")] }] }],
        });

        var audit = new DirectGrant { Id = "g1", Kind = GrantKind.Entitlement, Target = "directory", Name = "cn=audit" };
        var decision = career.Change(Give("g1", "") with { Grant = audit });

        Assert.Equal(GrantFaultReasons.SodViolation, decision.Refusal!.Reason);
    }

    [Fact]
    public void ExclusiveSet_OfARoleWithParameters_LetsOneBeHeld()
    {
        var career = Joined(Configuration("member(project=apollo,site=bern)", "member(project=gemini,site=oslo)") with
        {
            Roles = [_member with { ExclusiveSet = "projects" }, _reader],
        });

        Assert.Equal(["cn=apollo-bern", "cn=read-apollo", "cn=staff"], career.Account.Entitlements);
    }

    private static ConfigurationSet Configuration(params ImmutableArray<string> roles) => Setup.Configuration with
    {
        Policies = [Setup.Configuration.Policies[0], new() { Name = "sales", When = "identity.department == 'Sales'", Gives = new(roles, [], []) }],
        Roles = [_member, _reader, .. Setup.Configuration.Roles],
    };

    private static Career Joined(ConfigurationSet configuration)
    {
        var career = new Career(Setup.Compile(configuration));
        career.Submit(Setup.Join());
        return career;
    }

    private static GrantChange Give(string id, string role) => new()
    {
        Tenant = Setup.Tenant, IdentityId = Setup.Context.IdentityId, RequestId = "request-" + id, Kind = GrantChangeKind.Give, GrantId = id, Actor = "boss",
        Grant = new() { Id = id, Kind = GrantKind.Role, Name = role },
    };
}
