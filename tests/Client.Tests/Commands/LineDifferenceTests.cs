using Prov.Client.Commands.Configuring;

namespace Prov.Client.Tests.Commands;

public sealed class LineDifferenceTests
{
    [Fact]
    public void Of_SameTexts_IsEmpty() => Assert.Empty(LineDifference.Of(["a", "b"], ["a", "b"]));

    [Fact]
    public void Of_ChangedLine_ShowsItWithTheLinesAround() => Assert.Equal(
        ["  2", "  3", "- 4", "+ four", "  5", "  6"],
        LineDifference.Of(["1", "2", "3", "4", "5", "6", "7"], ["1", "2", "3", "four", "5", "6", "7"]));

    [Fact]
    public void Of_EmptyBefore_AddsEverything() => Assert.Equal(["+ a", "+ b"], LineDifference.Of([], ["a", "b"]));

    [Fact]
    public void Of_EmptyAfter_RemovesEverything() => Assert.Equal(["- a", "- b"], LineDifference.Of(["a", "b"], []));
}
