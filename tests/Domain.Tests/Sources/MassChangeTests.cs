using Prov.Domain.Removals;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sources;

public class MassChangeTests
{
    private static readonly AuthoritativeSource _source = new() { Name = "hr" };

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10, 10, false)]
    [InlineData(11, 20, true)]
    [InlineData(100, 1000, false)]
    [InlineData(101, 1000, true)]
    [InlineData(101, 1009, true)]
    public void Judge_Leaves_AreHeldAboveShareAndAllowance(long leaves, long population, bool held) =>
        Assert.Equal(held, Judge(leaves, 0, population, new()).Length > 0);

    [Theory]
    [InlineData(1, 9, 1000, false)]
    [InlineData(1, 99, 1000, false)]
    [InlineData(1, 100, 1000, true)]
    [InlineData(50, 51, 1000, true)]
    public void Judge_LeavesBefore_CountWithinTheWindow(long leaves, long taken, long population, bool held) =>
        Assert.Equal(held, Judge(leaves, taken, population, new()).Length > 0);

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void Judge_MostLeaves_GoBeforeShareAndAllowance(long leaves, bool held) =>
        Assert.Equal(held, Judge(leaves, 0, 1_000_000, new() { MaxLeaves = 5 }).Length > 0);

    [Fact]
    public void Judge_NoTolerance_HoldsASingleLeave() =>
        Assert.NotEmpty(Judge(1, 0, 1_000_000, new() { MaxLeaveShare = 0, AlwaysAllowed = 0 }));

    [Fact]
    public void Judge_CohortThatGoesWhole_HoldsWhatTheSourceAsAWholeWouldNot()
    {
        var whole = new RemovalCount(RemovalScope.OfSource("hr"), 40, 0, 10_000);
        var cohort = new RemovalCount(RemovalScope.OfCohort("hr", "department", "Treasury"), 40, 0, 40);

        var told = MassChange.Judge([whole, cohort], _source with { Guard = new() { Cohorts = ["department"] } });

        Assert.Contains("source:hr:department=Treasury: 40 of 40 would go, 20 may", told, StringComparison.Ordinal);
        Assert.DoesNotContain("source:hr:", told.Replace("source:hr:department=Treasury:", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_Held_SaysHowMany()
    {
        var told = Judge(500, 7, 1000, new());

        Assert.Contains("500 of 1000 would go after 7 within the window, 100 may", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 10, false)]
    [InlineData(2, 10, true)]
    public void IsRefused_BadRows_AboveTheirShare(long bad, long rows, bool refused) =>
        Assert.Equal(refused, MassChange.IsRefused(bad, rows, new MassChangeGuard()));

    private static string Judge(long leaves, long taken, long population, MassChangeGuard guard) => MassChange.Judge(
        [new RemovalCount(RemovalScope.OfSource("hr"), leaves, taken, population)], _source with { Guard = guard });
}
