using Prov.Domain.Accounts;
using Prov.Domain.Explanations;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests.Accounts;

/// <summary>What a target says of the accounts that it takes: scope, required attributes, places, protection, order.</summary>
public class AccountRulesTests
{
    [Fact]
    public void Decide_OutOfScope_HasNoAccountAndANote()
    {
        var career = new Career(With(t => t with { Scope = "identity.department != 'Sales'" }));

        var decision = career.Submit(Setup.Join());

        Assert.Empty(decision.Next.Accounts);
        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.OutOfScope);
        Move(career, "department", "IT");
        Assert.Equal(AccountState.Enabled, career.Account.State);
    }

    [Fact]
    public void Decide_ComesOutOfScope_IsDeprovisionedAndComesBack()
    {
        var career = new Career(With(t => t with { Scope = "identity.department == 'Sales'" }));
        career.Submit(Setup.Join());

        Move(career, "department", "IT");
        Assert.Equal((AccountState.Disabled, Setup.Now.AddDays(30)), (career.Account.State, career.Account.DeleteAt));
        Assert.Equal(AccountReason.Withheld, Assert.Single(Explainer.Explain(career.Identity!, career.Snapshot, career.Now).Accounts).Reason);
        Move(career, "department", "Sales");

        Assert.Equal((AccountState.Enabled, null), (career.Account.State, career.Account.DeleteAt));
    }

    [Fact]
    public void Decide_ScopeThatReadsNow_ChangesAtItsInstant()
    {
        var career = new Career(With(t => t with { Scope = "now < timestamp('2026-04-01T00:00:00Z')" }));
        career.Submit(Setup.Join());
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), career.Identity!.NextEvaluation);

        career.At(career.Identity.NextEvaluation!.Value);

        Assert.Equal(AccountState.Disabled, career.Account.State);
    }

    [Fact]
    public void Decide_RequiredAttributeMissing_HasNoAccountUntilItHasAValue()
    {
        var career = new Career(With(t => t with { Mappings = t.Mappings.Add(new("mail", "identity.mail") { Required = true }) }));

        var decision = career.Submit(Setup.Join());
        Assert.Empty(decision.Next.Accounts);
        Assert.Contains(
            decision.Notes,
            n => n.Reason == DecisionNoteReasons.AccountAttributeMissing && n.Subject == "TargetSystem/directory spec.mappings[5]");
        career.Submit(Setup.Event(LifecycleEventKind.Join, Setup.Attributes(("employee", Value.From("7")), ("mail", Value.From("j@x")))) with
        {
            Source = "contractors", SourceKey = "c",
        });

        Assert.Equal("j@x", career.Account.Attributes["mail"].AsString());
    }

    [Fact]
    public void Decide_RequiredAttributeLostLater_KeepsTheAccount()
    {
        var career = new Career(With(t => t with { Mappings = t.Mappings.SetItem(2, new("ou", "identity.department") { Required = true }) }));
        career.Submit(Setup.Join());

        Move(career, "department", null);

        Assert.Equal(AccountState.Enabled, career.Account.State);
    }

    [Fact]
    public void Decide_Placement_FollowsTheIdentityAndStaysWhenItCannotBeComputed()
    {
        var career = new Career(With(t => t with { Placement = "['Staff', identity.department]" }));
        career.Submit(Setup.Join());
        Assert.Equal(Value.ListOf(["Staff", "Sales"]), career.Account.Placement);

        Move(career, "department", "IT");
        Assert.Equal((Value.ListOf(["Staff", "IT"]), 2L), (career.Account.Placement, career.Account.Generation));
        var decision = Move(career, "department", null);

        Assert.Equal(Value.ListOf(["Staff", "IT"]), career.Account.Placement);
        Assert.Contains(decision.Notes, n => n.Reason == DecisionNoteReasons.PlacementFailed);
    }

    [Fact]
    public void Plan_PlacementDiffers_Moves()
    {
        var desired = Desired() with { Placement = Value.ListOf(["IT"]) };
        var observed = Observed() with { Placement = Value.ListOf(["Sales"]) };

        var plan = AccountPlanner.Plan(desired, observed, Target());

        Assert.Equal(Value.ListOf(["IT"]), plan.Placement);
        Assert.Equal(AccountPlanKind.None, AccountPlanner.Plan(desired, plan.Result, Target()).Kind);
        Assert.Equal(AccountPlanKind.None, AccountPlanner.Plan(Desired(), observed, Target()).Kind);
    }

    [Theory]
    [InlineData("jsmith", null, true)]
    [InlineData("JS*th", null, true)]
    [InlineData("*mit*", null, true)]
    [InlineData("js*mm*th", null, false)]
    [InlineData("smith", null, false)]
    [InlineData(null, "account.attributes['ou'] == 'Vault'", true)]
    [InlineData(null, "account.attributes['missing'] == 'x'", true)]
    [InlineData(null, "account.name == 'root' || 'admins' in account.entitlements", false)]
    public void Plan_ProtectedAccount_IsLeftAloneWhateverIsWanted(string? name, string? when, bool isProtected)
    {
        var target = Target(t => t with { Protected = new() { Names = name is null ? [] : [name], When = when } });
        var observed = Observed() with { Attributes = Setup.Attributes(("ou", Value.From("Vault"))) };

        foreach (var state in Enum.GetValues<AccountState>())
        {
            Assert.Equal(isProtected, AccountPlanner.Plan(Desired() with { State = state }, observed, target).Kind == AccountPlanKind.Protected);
        }

        Assert.Equal(isProtected && name is not null, AccountPlanner.Plan(Desired(), null, target).Kind == AccountPlanKind.Protected);
    }

    [Fact]
    public void Decide_ProtectedName_IsPassedOver()
    {
        var career = new Career(With(t => t with { Protected = new() { Names = ["jsmith"] } }));

        career.Submit(Setup.Join());

        Assert.Equal("jsmith2", career.Account.Name);
    }

    [Theory]
    [InlineData(AccountState.Enabled, false, "directory")]
    [InlineData(AccountState.Enabled, true, "")]
    [InlineData(AccountState.Disabled, true, "")]
    [InlineData(AccountState.Absent, true, "archive")]
    public void Before_StateAndPresence_GivesThoseThatGoFirst(AccountState state, bool there, string expected)
    {
        var mailbox = Compile(c => c with
        {
            Targets = [Setup.Directory, Named("mailbox", "directory"), Named("archive", "mailbox")],
        }).Snapshot!.Targets["mailbox"];

        Assert.Equal(expected, string.Join(' ', AccountOrder.Before(Desired() with { State = state }, there ? Observed() : null, mailbox)));
    }

    [Theory]
    [InlineData(AccountState.Enabled, AccountState.Enabled, false, true)]
    [InlineData(AccountState.Enabled, AccountState.Enabled, true, false)]
    [InlineData(AccountState.Enabled, AccountState.Absent, false, false)]
    [InlineData(AccountState.Absent, AccountState.Absent, true, true)]
    [InlineData(AccountState.Absent, AccountState.Absent, false, false)]
    [InlineData(AccountState.Absent, AccountState.Disabled, true, false)]
    public void MustWait_OtherAccount_OnlyWhileItHasToGoFirst(AccountState ours, AccountState theirs, bool there, bool expected) => Assert.Equal(
        expected,
        AccountOrder.MustWait(
            Desired() with { State = ours }, Desired() with { State = theirs },
            new Account { AccountId = "a", Observed = there ? Observed() : null }));

    [Fact]
    public void Compile_DependenciesInACircle_AreRefusedWithTheWay()
    {
        var faults = Compile(c => c with
        {
            Targets = [Setup.Directory, Named("a", "b"), Named("b", "c", "nowhere"), Named("c", "a")],
        }).Faults;

        Assert.Contains(faults, f => f.Reason == FaultReasons.DependencyCycle && f.Message.Contains("a > b > c > a", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Reason == FaultReasons.ReferenceUnknown && f.Path == "spec.dependsOn[1]");
    }

    [Fact]
    public void Compile_FaultyRules_AreAllReported() => Assert.Equal(
        ["spec.initialSecret", "spec.scope", "spec.placement", "spec.protected.when"],
        Compile(c => c with
        {
            Targets =
            [
                Setup.Directory with
                {
                    Scope = "1", Placement = "nothing", Protected = new() { When = "account.colour == 'red'" },
                    InitialSecret = new() { LengthCharacters = 3 },
                },
            ],
        }).Faults.Select(f => f.Path));

    [Fact]
    public void Plan_Create_SaysThatASecretIsNeededAndHasNone()
    {
        var policy = new InitialSecret { LengthCharacters = 16 };
        var target = Target(t => t with { InitialSecret = policy });

        Assert.Same(policy, AccountPlanner.Plan(Desired(), null, target).InitialSecret);
        Assert.Null(AccountPlanner.Plan(Desired(), Observed(), target).InitialSecret);
    }

    private static DesiredAccount Desired() => new()
    {
        AccountId = "a", IdentityId = "i", Tenant = "t", Target = "directory", Name = "jsmith", State = AccountState.Enabled,
        Attributes = Setup.Attributes(("employeeNumber", Value.From("7"))),
    };

    private static ObservedAccount Observed() => new()
    {
        NativeId = "1", Name = "jsmith", Enabled = true, Attributes = Setup.Attributes(("employeeNumber", Value.From("7"))),
    };

    private static TargetSystem Named(string name, params string[] dependsOn) => Setup.Directory with { Name = name, DependsOn = [.. dependsOn] };

    private static CompiledTarget Target(Func<TargetSystem, TargetSystem>? change = null) => With(change ?? (t => t)).Targets["directory"];

    private static PolicySnapshot With(Func<TargetSystem, TargetSystem> change) =>
        Setup.Snapshot.With(c => c with { Targets = [change(Setup.Directory)] });

    private static PolicyCompilation Compile(Func<ConfigurationSet, ConfigurationSet> change) =>
        PolicySnapshot.Compile(change(Setup.Configuration), 1);

    private static Decision Move(Career career, string attribute, string? value) => career.Submit(
        Setup.Event(LifecycleEventKind.Move, Setup.Attributes((attribute, Value.From(value)))) with { EventId = $"{attribute}-{value}" });
}
