using Prov.Client.Configuration;

namespace Prov.Client.Tests.Configuration;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("30d", 30 * 86_400_000L)]
    [InlineData("1d12h", 36 * 3_600_000L)]
    [InlineData("15s", 15_000L)]
    [InlineData("2m250ms", 120_250L)]
    [InlineData("0s", 0L)]
    [InlineData("P30D", 30 * 86_400_000L)]
    [InlineData("PT12H", 12 * 3_600_000L)]
    [InlineData("P1DT1M", 86_460_000L)]
    public void TryParse_Duration_GivesMilliseconds(string text, long milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("12h1d")]
    [InlineData("1h1h")]
    [InlineData("1.5h")]
    [InlineData("1 d")]
    [InlineData("9999999999d")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("P")]
    [InlineData("ten")]
    public void TryParse_NoDuration_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("30d")]
    [InlineData("1d12h")]
    [InlineData("1h30m15s")]
    [InlineData("250ms")]
    [InlineData("0s")]
    public void Format_ParsedText_GivesTheSameText(string text)
    {
        DurationText.TryParse(text, out var duration);

        Assert.Equal(text, DurationText.Format(duration));
    }
}
