using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sources;

namespace Prov.Domain.Tests.Sources;

public class FeedGateTests
{
    private static readonly FeedQuality _all = new()
    {
        MinRows = 50,
        MaxRows = 200,
        MaxVolumeChange = 0.2,
        Trailer = "END",
        Columns = [new("mail") { MaxEmptyShare = 0.1, Unique = true }, new("hired") { Earliest = Setup.Now.AddYears(-60), Latest = Setup.Now.AddYears(2) }],
    };

    private static readonly FeedStatistics _good = new(100, [new(10, 0, 0, 0), new(0, 0, 0, 0)], new(100, true));

    [Fact]
    public void Judge_GoodFeed_Passes() => Assert.Empty(FeedGate.Judge(_all, _good, [90, 110, 100]));

    [Fact]
    public void Judge_EverythingWrong_GivesEveryFaultAtOnce()
    {
        var bad = new FeedStatistics(20, [new(3, 2, 0, 7), new(0, 0, 4, 9)], new(21, false));

        var faults = FeedGate.Judge(_all, bad, [100, 100]);

        Assert.Equal(
            [
                FeedFaultReasons.VolumeUnusual, FeedFaultReasons.VolumeUnusual, FeedFaultReasons.TrailerMismatch, FeedFaultReasons.TrailerMismatch,
                FeedFaultReasons.TooManyEmpty, FeedFaultReasons.NotUnique, FeedFaultReasons.DateOutOfRange,
            ],
            faults.Select(f => f.Reason));
        Assert.Contains("line 9", faults[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(79, false)]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void Judge_Volume_MayChangeByTheShareOfTheMedian(long rows, bool passes) => Assert.Equal(
        passes, FeedGate.Judge(new FeedQuality { MaxVolumeChange = 0.2 }, _good with { Rows = rows }, [5, 100, 100, 100, 900]).IsEmpty);

    [Fact]
    public void Judge_FirstImport_HasNoUsualVolume() =>
        Assert.Empty(FeedGate.Judge(new FeedQuality { MaxVolumeChange = 0 }, _good, []));

    [Fact]
    public void Judge_TrailerMissing_IsAFault() => Assert.Equal(
        FeedFaultReasons.TrailerMissing, Assert.Single(FeedGate.Judge(_all, _good with { Trailer = null }, [])).Reason);

    [Fact]
    public void Compile_FaultyQuality_GivesEveryFault()
    {
        var quality = new FeedQuality
        {
            MinRows = 5, MaxRows = 4, Columns = [new("nothing"), new("hired") { MaxEmptyShare = 2 }],
        };
        var hr = Setup.Hr with { Quality = quality };

        var faults = PolicySnapshot.Compile(Setup.Configuration with { Sources = [hr, Setup.Contractors] }, 1).Faults;

        Assert.Equal(
            [
                (FaultReasons.ReferenceUnknown, "spec.quality"), (FaultReasons.ValueOutOfRange, "spec.quality"),
                (FaultReasons.ReferenceUnknown, "spec.quality.columns[0].name"), (FaultReasons.ValueOutOfRange, "spec.quality.columns[1]"),
            ],
            faults.Select(f => (f.Reason, f.Path)));
    }
}
