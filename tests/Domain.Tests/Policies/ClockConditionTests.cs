using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Tests.Policies;

public sealed class ClockConditionTests
{
    private static readonly DateTimeOffset _hired = Setup.Now.AddDays(-10);

    [Fact]
    public void Decide_ConditionOnNow_IsEvaluatedAgainWhenItChanges()
    {
        var career = new Career(WithCondition("now - identity.hired >= duration('720h')"));
        career.Submit(Setup.Join(Setup.Jane(more: ("hired", Value.From(_hired)))));
        Assert.Equal(_hired.AddDays(30), career.Identity!.NextEvaluation);
        Assert.DoesNotContain("cn=seniors", career.Account.Entitlements);

        career.At(_hired.AddDays(30));

        Assert.Contains("cn=seniors", career.Account.Entitlements);
        Assert.Null(career.Identity.NextEvaluation);
    }

    [Fact]
    public void Decide_ConditionOnNowThatDoesNotMatter_IsNotWaitedFor()
    {
        var career = new Career(WithCondition("identity.department == 'IT' && now - identity.hired >= duration('720h')"));
        career.Submit(Setup.Join(Setup.Jane(more: ("hired", Value.From(_hired)))));
        Assert.Null(career.Identity!.NextEvaluation);
    }

    [Fact]
    public void Decide_ConditionOnNowOfAbsentAttribute_IsNotMet()
    {
        var career = new Career(WithCondition("now >= identity.hired"));
        career.Submit(Setup.Join());
        Assert.Null(career.Identity!.NextEvaluation);
        Assert.DoesNotContain("cn=seniors", career.Account.Entitlements);
    }

    [Fact]
    public void Compile_NowThatCannotBeScheduled_IsAFault()
    {
        var faults = PolicySnapshot.Compile(Configuration("now.getDayOfWeek() == 1"), 1).Faults;
        var fault = Assert.Single(faults);
        Assert.Equal((ExpressionReasons.ClockMisuse, "BirthrightPolicy/seniors", "spec.when"), (fault.Reason, fault.Document, fault.Path));
    }

    private static PolicySnapshot WithCondition(string when) => Setup.Compile(Configuration(when));

    private static ConfigurationSet Configuration(string when) => Setup.Configuration with
    {
        Schema = new([.. Setup.Configuration.Schema.Attributes, new("hired", AttributeType.Timestamp)]),
        Sources = [Setup.Hr with { Mappings = [.. Setup.Hr.Mappings, new("hired", "record.hired")] }, Setup.Contractors],
        Policies = [.. Setup.Configuration.Policies, new() { Name = "seniors", When = when, Gives = new([], [], [new("directory", "cn=seniors")]) }],
    };
}
