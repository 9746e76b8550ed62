using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;

namespace Prov.Architecture.Tests;

/// <summary>What the code can answer with is in the API's list of reasons.</summary>
public sealed class ReasonTests
{
    // Only an evaluation fails for these; they are in explanations, never in the answer to a call.
    private static readonly string[] _ofEvaluations =
    [
        ExpressionReasons.NoSuchKey, ExpressionReasons.IndexOutOfRange, ExpressionReasons.DivideByZero, ExpressionReasons.Overflow,
        ExpressionReasons.InvalidArgument, ExpressionReasons.CostExceeded, ExpressionReasons.NoMatchingOverload,
    ];

    [Fact]
    public void EventFaultReasons_AllOfThem_AreInTheList() => AssertListed(ReasonList.Of(typeof(EventFaultReasons)));

    [Fact]
    public void GrantFaultReasons_AllOfThem_AreInTheList() => AssertListed(ReasonList.Of(typeof(GrantFaultReasons)));

    [Fact]
    public void FaultReasons_OfConfigurations_AreInTheList() => AssertListed(ReasonList.Of(typeof(FaultReasons)));

    [Fact]
    public void ExpressionReasons_OfChecks_AreInTheList() => AssertListed(ReasonList.Of(typeof(ExpressionReasons)).Except(_ofEvaluations));

    private static void AssertListed(IEnumerable<string> reasons) => Assert.Equal([], reasons.Where(r => !ReasonList.OfTheApi.Contains(r)));
}
