using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sources;

public class MassChangeTests
{
    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(10, 10, false)]
    [InlineData(11, 20, true)]
    [InlineData(100, 1000, false)]
    [InlineData(101, 1000, true)]
    [InlineData(101, 1009, true)]
    public void Judge_Leaves_AreHeldAboveShareAndAllowance(long leaves, long population, bool held) =>
        Assert.Equal(held, MassChange.Judge(leaves, population, new MassChangeGuard()).Held);

    [Fact]
    public void Judge_NoTolerance_HoldsASingleLeave() =>
        Assert.True(MassChange.Judge(1, 1_000_000, new MassChangeGuard { MaxLeaveShare = 0, AlwaysAllowed = 0 }).Held);

    [Fact]
    public void Judge_Held_SaysHowMany()
    {
        var verdict = MassChange.Judge(500, 1000, new MassChangeGuard());

        Assert.Equal((500L, 100L), (verdict.Leaves, verdict.Allowed));
        Assert.Contains("500 of 1000", verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(1, 10, false)]
    [InlineData(2, 10, true)]
    public void IsRefused_BadRows_AboveTheirShare(long bad, long rows, bool refused) =>
        Assert.Equal(refused, MassChange.IsRefused(bad, rows, new MassChangeGuard()));
}
