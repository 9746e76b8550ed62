using Prov.Domain.Accounts;

namespace Prov.Domain.Tests.Accounts;

public sealed class AccountTests
{
    [Theory]
    [InlineData("id-1", null, "id-1", true)]
    [InlineData("id-1", null, "id-2", false)]
    [InlineData("id-1", "id-2", "id-2", false)]
    [InlineData(null, "id-1", "id-1", true)]
    [InlineData(null, "id-1", "id-2", false)]
    [InlineData(null, null, "id-1", false)]
    [InlineData("jsmith", null, "jsmith", true)]
    [InlineData(null, "jsmith", "jsmith", false)]
    public void IsOf_TheKnownOneOrTheDeletedOneByAnIdThatIsNoName(string? known, string? deleted, string found, bool expected)
    {
        var account = new Account { AccountId = "a", Observed = known is null ? null : At(known), DeletedNativeId = deleted };

        Assert.Equal(expected, account.IsOf(At(found)));
    }

    private static ObservedAccount At(string nativeId) => new() { NativeId = nativeId, Name = "jsmith" };
}
