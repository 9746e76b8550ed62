using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sod;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Policies;

public class PolicyItemTests
{
    private static readonly PolicyItem _seller = new(GrantKind.Role, "", "seller");

    [Fact]
    public void RemoveAfter_AfterAMove_KeepsTheOldAccessForItsPeriodThenItGoes()
    {
        var career = Sales(_seller with { RemoveAfter = TimeSpan.FromDays(30) });

        Move(career, "IT");

        var kept = career.Identity!.Grants.Single(g => g.Name == "cn=crm");
        Assert.Equal(Setup.Now.AddDays(30), kept.RemoveAt);
        Assert.Equal(["BirthrightPolicy/sales > BusinessRole/seller > TechnicalRole/crm"], kept.Causes);
        Assert.Equal(Setup.Now.AddDays(30), career.Identity.NextEvaluation);
        Assert.False(career.At(Setup.Now.AddDays(29)).Changed);

        career.At(Setup.Now.AddDays(30));

        Assert.Equal(["cn=staff"], career.Account.Entitlements);
        Assert.DoesNotContain(career.Identity.Grants, g => g.Kind == GrantKind.Role);
        Assert.True(career.Account.RemovesAccess);
    }

    [Fact]
    public void RemoveAfter_BackBeforeItsEnd_IsAsIfNothingHadBeen()
    {
        var career = Sales(_seller with { RemoveAfter = TimeSpan.FromDays(30) });
        Move(career, "IT");

        Move(career.After(TimeSpan.FromDays(3)), "Sales");

        Assert.All(career.Identity!.Grants, g => Assert.Null(g.RemoveAt));
        Assert.Null(career.Identity.NextEvaluation);
    }

    [Fact]
    public void RemoveAfter_OnALeave_KeepsNothing()
    {
        var career = Sales(_seller with { RemoveAfter = TimeSpan.FromDays(30) });
        Move(career, "IT");

        career.Submit(Setup.Leave());

        Assert.Empty(career.Identity!.Grants);
        Assert.Equal((AccountState.Disabled, 0), (career.Account.State, career.Account.Entitlements.Length));
    }

    [Fact]
    public void RemoveAfter_OfWhatConflictsWithWhatIsNew_IsNotKept()
    {
        var career = Sales(_seller with { RemoveAfter = TimeSpan.FromDays(30) });
        career.Snapshot = career.Snapshot.With(c => c with
        {
            Policies = c.Policies.Add(new() { Name = "audit", When = "identity.department == 'Audit'", Gives = new([], [], [new("directory", "cn=audit")]) }),
            SodRules = [new() { Name = "apart", Sides = [new("sell") { Roles = ["seller"] }, new("audit") { Entitlements = [new("directory", "cn=audit")] }] }],
        });

        Move(career, "Audit");

        Assert.Contains("cn=audit", career.Account.Entitlements);
        Assert.DoesNotContain(career.Identity!.Grants, g => g.Name == "seller");
    }

    [Fact]
    public void Dates_OfAnItem_OpenAndCloseAtTheirInstants()
    {
        var (from, until) = (Setup.Now.AddDays(1), Setup.Now.AddDays(2));
        var career = Sales(_seller with { ValidFrom = from, ValidUntil = until });

        Assert.DoesNotContain("cn=crm", career.Account.Entitlements);
        Assert.Equal(from, career.Identity!.NextEvaluation);
        career.At(from);
        Assert.Equal(until, career.Identity.Grants.Single(g => g.Name == "cn=crm").ValidUntil);
        career.At(until);
        Assert.DoesNotContain("cn=crm", career.Account.Entitlements);
        Assert.Null(career.Identity.NextEvaluation);
    }

    [Fact]
    public void Dates_OfAnItemInARoleGivenByHand_CountToo()
    {
        var career = new Career(Setup.Snapshot.With(c => c with
        {
            Roles = c.Roles.Add(new() { Name = "season", Gives = Content(new PolicyItem(GrantKind.Entitlement, "directory", "cn=fair") { ValidUntil = Setup.Now.AddDays(2) }) }),
        }));
        career.Submit(Setup.Join(Setup.Jane("IT")));
        career.Change(new()
        {
            Tenant = Setup.Tenant, IdentityId = "idn-1", RequestId = "r", GrantId = "g", Kind = GrantChangeKind.Give, Grant = new() { Id = "g", Kind = GrantKind.Role, Name = "season" },
        });

        Assert.Contains("cn=fair", career.Account.Entitlements);
        career.At(Setup.Now.AddDays(2));
        Assert.DoesNotContain("cn=fair", career.Account.Entitlements);
    }

    [Fact]
    public void Intents_MoveWithSeveralAccounts_ExactlyTheDifferenceOnEach()
    {
        var career = Sales(
            _seller,
            new(GrantKind.Account, "directory", "admin"),
            new(GrantKind.Entitlement, "directory", "cn=crm") { Intent = "admin" },
            new(GrantKind.Entitlement, "directory", "cn=crm-admin") { Intent = "admin" });
        var (main, admin) = (Of(career, DesiredAccount.DefaultIntent), Of(career, "admin"));
        Assert.Equal(["cn=crm", "cn=staff"], main.Entitlements);
        Assert.Equal(["cn=crm", "cn=crm-admin"], admin.Entitlements);
        Assert.NotEqual(main.Name, admin.Name);

        Move(career, "IT");

        Assert.Equal(["cn=staff"], Of(career, DesiredAccount.DefaultIntent).Entitlements);
        Assert.Equal(["cn=crm"], Of(career, DesiredAccount.DefaultIntent).Withdrawn);
        Assert.Equal((AccountState.Disabled, 0), (Of(career, "admin").State, Of(career, "admin").Entitlements.Length));
        Assert.Equal(["cn=crm", "cn=crm-admin"], Of(career, "admin").Withdrawn);
    }

    [Fact]
    public void ValidFor_FromWhenItIsFirstGiven_EndsOnceAndForAll()
    {
        var career = Sales(_seller with { ValidFor = TimeSpan.FromDays(30) });
        var end = Setup.Now.AddDays(30);
        Assert.Equal(end, career.Identity!.Grants.Single(g => g.Name == "cn=crm").ValidUntil);
        Assert.Equal(end, career.Identity.NextEvaluation);
        Assert.False(career.At(end.AddTicks(-1)).Changed);

        career.At(end);
        Assert.Equal(["cn=staff"], career.Account.Entitlements);
        Assert.DoesNotContain(career.Identity.Grants, g => g.Kind == GrantKind.Role);
        Assert.Null(career.Identity.NextEvaluation);

        Assert.False(career.At(end.AddDays(90)).Changed);
    }

    [Fact]
    public void ValidFor_WhatLedToItHeldAnew_BeginsAnew()
    {
        var career = Sales(_seller with { ValidFor = TimeSpan.FromDays(30) });
        career.At(Setup.Now.AddDays(30));

        Move(career.After(TimeSpan.FromDays(5)), "IT");
        Move(career.After(TimeSpan.FromDays(5)), "Sales");

        Assert.Equal(Setup.Now.AddDays(70), career.Identity!.Grants.Single(g => g.Name == "cn=crm").ValidUntil);
        Assert.Contains("cn=crm", career.Account.Entitlements);
        career.Submit(Setup.Leave());
        Assert.Empty(career.Identity.Periods);
    }

    [Fact]
    public void ValidFor_WithinARoleGivenByName_BeginsWithTheGrant()
    {
        var career = Sales();
        career.Snapshot = career.Snapshot.With(c => c with
        {
            Roles = c.Roles.Add(new() { Name = "guest", Gives = Content(new PolicyItem(GrantKind.Entitlement, "directory", "cn=tour") { ValidFor = TimeSpan.FromDays(2) }) }),
        });

        career.After(TimeSpan.FromDays(10)).Change(new()
        {
            Tenant = Setup.Tenant, IdentityId = "idn-1", RequestId = "r", GrantId = "g", Kind = GrantChangeKind.Give, Grant = new() { Id = "g", Kind = GrantKind.Role, Name = "guest" },
        });

        Assert.Equal(Setup.Now.AddDays(12), career.Identity!.Grants.Single(g => g.Name == "cn=tour").ValidUntil);
        career.At(Setup.Now.AddDays(12));
        Assert.DoesNotContain("cn=tour", career.Account.Entitlements);
        Assert.Contains(career.Identity.Grants, g => g.Name == "guest");
    }

    [Fact]
    public void ValidFor_OfTwoWays_IsHeldUntilTheLaterEnds()
    {
        var career = Sales(
            new PolicyItem(GrantKind.Entitlement, "directory", "cn=tour") { ValidFor = TimeSpan.FromDays(2) }, _seller with { ValidFor = TimeSpan.FromDays(5) });
        career.Snapshot = career.Snapshot.With(c => c with { Roles = [.. c.Roles.Select(r => r.Name == "seller" ? r with { Gives = new([], [], [new("directory", "cn=tour")]) } : r)] });
        career.Evaluate();

        Assert.Equal(Setup.Now.AddDays(5), career.Identity!.Grants.Single(g => g.Name == "cn=tour").ValidUntil);
        career.At(Setup.Now.AddDays(2));
        Assert.Equal(["BirthrightPolicy/sales > BusinessRole/seller"], career.Identity.Grants.Single(g => g.Name == "cn=tour").Causes);
        career.At(Setup.Now.AddDays(5));
        Assert.DoesNotContain("cn=tour", career.Account.Entitlements);
    }

    [Fact]
    public void Compile_WrongItems_AreFaults()
    {
        var faults = PolicySnapshot.Compile(
            With(
                new(GrantKind.Role, "", "nobody"), new(GrantKind.Account, "nowhere", "default"),
                _seller with { ValidFrom = Setup.Now, ValidUntil = Setup.Now, RemoveAfter = TimeSpan.FromDays(-1) }),
            1).Faults;

        Assert.Equal(
            [
                ("spec.gives.items[0].role", FaultReasons.ReferenceUnknown), ("spec.gives.items[1]", FaultReasons.ReferenceUnknown),
                ("spec.gives.items[2].removeAfter", FaultReasons.ValueOutOfRange), ("spec.gives.items[2].validUntil", FaultReasons.ValueOutOfRange),
            ],
            faults.Select(f => (f.Path, f.Reason)));
    }

    [Fact]
    public void Compile_RoleThatIncludesItselfByAnItem_ShowsTheCycle()
    {
        var configuration = Setup.Configuration with
        {
            Roles =
            [
                .. Setup.Configuration.Roles,
                new() { Name = "a", Gives = Content(new PolicyItem(GrantKind.Role, "", "b")) }, new() { Name = "b", Gives = new(["a"], [], []) },
            ],
        };

        Assert.Contains("a > b > a", Assert.Single(PolicySnapshot.Compile(configuration, 1).Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("identity.department == 'A' && identity.department == 'B'", true)]
    [InlineData("identity.department in ['A', 'B'] && identity.department == 'C'", true)]
    [InlineData("identity.state == 'terminated'", true)]
    [InlineData("true", false)]
    [InlineData("identity.department in ['A', 'B'] && identity.department == 'B'", false)]
    [InlineData("'1' in identity.phones && '2' in identity.phones", false)]
    [InlineData("identity.state == 'suspended'", false)]
    [InlineData("now >= timestamp('2031-01-01T00:00:00Z')", false)]
    public void Compile_ConditionThatCanNeverHold_IsAWarning(string when, bool warned)
    {
        var configuration = Setup.Configuration with { Policies = [Setup.Configuration.Policies[0] with { When = when }] };

        var warnings = PolicySnapshot.Compile(configuration, 1).Warnings;

        Assert.Equal(warned ? ["BirthrightPolicy/employees"] : [], warnings.Where(w => w.Reason == FaultReasons.PolicyUnreachable).Select(w => w.Document));
    }

    private static Career Sales(params ImmutableArray<PolicyItem> items)
    {
        var career = new Career(Setup.Compile(With(items)));
        career.Submit(Setup.Join(Setup.Jane()));
        return career;
    }

    private static ConfigurationSet With(params ImmutableArray<PolicyItem> items) => Setup.Configuration with
    {
        Policies = [Setup.Configuration.Policies[0], Setup.Configuration.Policies[1] with { Gives = Content([.. items]) }],
    };

    private static PolicyContent Content(params ImmutableArray<PolicyItem> items) => new([], [], []) { Items = items };

    private static void Move(Career career, string department) =>
        career.Submit(Setup.Event(LifecycleEventKind.Move, Setup.Attributes(("department", Value.From(department)))));

    private static DesiredAccount Of(Career career, string intent) => career.Identity!.Accounts.Single(a => a.Intent == intent);
}
