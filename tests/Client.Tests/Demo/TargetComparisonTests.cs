using Prov.Client.Demo.Check;

namespace Prov.Client.Tests.Demo;

/// <summary>The demo's check has to see every way in which a target can be wrong.</summary>
public sealed class TargetComparisonTests
{
    private static readonly TargetAccount _anna = new("E1", true, "Anna") { Name = "aschmidt" };
    private static readonly TargetAccount _john = new("E2", true, "John") { Name = "jsmith" };

    [Fact]
    public void Of_SameAccounts_Agrees()
    {
        var comparison = TargetComparison.Of([_anna, _john], [_john, _anna, _anna with { EmployeeNumber = "E3", Name = "gone", Enabled = false }]);

        Assert.True(comparison.Agrees);
        Assert.Equal((2, 2, 1), (comparison.Expected, comparison.Found, comparison.Disabled));
    }

    [Fact]
    public void Of_AccountIsMissing_Differs() => AssertDiffers([_anna]);

    [Fact]
    public void Of_AccountIsDisabled_Differs() => AssertDiffers([_anna, _john with { Enabled = false }]);

    [Fact]
    public void Of_AccountTooMany_Differs() => AssertDiffers([_anna, _john, new("E9", true, "Eve") { Name = "eve" }]);

    [Fact]
    public void Of_AccountIsThereTwice_Differs() => AssertDiffers([_anna, _john, _john with { Name = "jsmith2" }]);

    [Fact]
    public void Of_OtherFacts_Differs() => AssertDiffers([_anna, _john with { Facts = "Johnny" }]);

    [Fact]
    public void Of_NameOfAnother_Differs() => AssertDiffers([_anna, _john with { Name = "ASCHMIDT" }]);

    [Fact]
    public void Of_NameIsNotPlain_Differs() => AssertDiffers([_anna, _john with { Name = "łsmith" }]);

    private static void AssertDiffers(TargetAccount[] found) => Assert.False(TargetComparison.Of([_anna, _john], found).Agrees);
}
