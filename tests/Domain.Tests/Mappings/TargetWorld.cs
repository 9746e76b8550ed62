using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Tests.Mappings;

/// <summary>One person and their account at a target that others change, too: decide, plan and record as the actors do.</summary>
internal sealed class TargetWorld
{
    private readonly Career _career;
    private Account _account = new() { AccountId = "acc-1" };
    private ObservedAccount? _there;
    private int _number;

    public TargetWorld(params AttributeMapping[] mappings)
    {
        var snapshot = Setup.Snapshot.With(c => c with
        {
            Targets = [Setup.Directory with { Mappings = [new("employeeNumber", "identity.employeeNumber"), .. mappings] }],
        });
        _career = new(snapshot);
    }

    public Career Career => _career;

    private CompiledTarget Target => _career.Snapshot.Targets["directory"];

    public Value Observed(string attribute) => _there!.Attributes.GetValueOrDefault(attribute);

    public Account Account => _account;

    public void Configure(PolicySnapshot snapshot) => _career.Snapshot = snapshot;

    /// <summary>The person has these attributes now; the account is brought to what follows.</summary>
    public DesiredAccount Converge(string? department, string surname = "Smith", params string[] phones)
    {
        Say(department, surname, phones);
        return Converge();
    }

    public DesiredAccount Converge()
    {
        var desired = _career.Account;
        var plan = AccountPlanner.Plan(desired, _there, Target, GivenValues.Of(_account));
        _there = plan.Kind == AccountPlanKind.None ? _there : plan.Result;
        _account = _account with
        {
            AppliedGeneration = desired.Generation,
            Observed = _there,
            Given = GivenValues.After(desired, _there, Target),
            AttributesWithOtherValues = AccountPlanner.WithOtherValues(desired, _there, Target),
        };
        Assert.Equal(AccountPlanKind.None, AccountPlanner.Plan(desired, _there, Target, GivenValues.Of(_account)).Kind);
        return desired;
    }

    /// <summary>The same, but the target is read and then cannot be written.</summary>
    public void Fail(string? department)
    {
        Say(department, "Smith", []);
        _account = _account with { Observed = _there, Given = GivenValues.Of(_account).After(_there, Target) };
    }

    public void ChangeAtTarget(string attribute, Value value) => _there = _there! with
    {
        Attributes = AttributeSet.WithoutNulls(_there.Attributes.SetItem(attribute, value)),
    };

    private void Say(string? department, string surname, string[] phones)
    {
        var attributes = Setup.Attributes(
            ("number", Value.From("7")), ("first name", Value.From("Jane")), ("last", Value.From(surname)),
            ("department", Value.From(department)), ("phones", phones.Length == 0 ? Value.Null : Value.ListOf(phones)));
        _career.Submit(Setup.Join(attributes) with { EventId = $"e{++_number}" });
        Assert.Equal(LifecycleState.Active, _career.Identity!.State);
    }
}
