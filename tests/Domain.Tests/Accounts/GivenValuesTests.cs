using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Tests.Accounts;

/// <summary>What was given last, when a write was never answered.</summary>
public class GivenValuesTests
{
    [Theory]
    // The write was done, and the value is to be the earlier one again.
    [InlineData("Sales", "Legal", "Legal", "Sales", "Sales")]
    // The write was not done.
    [InlineData("Sales", "Legal", "Sales", "Legal", "Legal")]
    [InlineData("Sales", "Legal", "Sales", "Sales", null)]
    // It was done, and is what is wanted.
    [InlineData("Sales", "Legal", "Legal", "Legal", null)]
    // Somebody else has changed it since, and what is wanted is what was given.
    [InlineData("Sales", "Legal", "Other", "Sales", null)]
    public void Plan_WriteThatWasNotAnswered_GivesWhatIsWanted(string before, string attempted, string seen, string wanted, string? written)
    {
        var target = Setup.Snapshot.Targets["directory"];
        var account = new Account { AccountId = "acc-1", Observed = Observed(before), Attempted = AttributeSet.Empty.Add("ou", Value.From(attempted)) };
        var desired = new DesiredAccount
        {
            AccountId = "acc-1", IdentityId = "idn-1", Tenant = "t", Target = "directory", Generation = 2, State = AccountState.Enabled, Name = "jane",
            Attributes = AttributeSet.Empty.Add("ou", Value.From(wanted)),
        };

        var plan = AccountPlanner.Plan(desired, Observed(seen), target, GivenValues.Of(account, Observed(seen)));

        Assert.Equal(written, plan.Set.TryGetValue("ou", out var value) ? value.AsString() : null);
    }

    private static ObservedAccount Observed(string unit) =>
        new() { NativeId = "1", Name = "jane", Enabled = true, Attributes = AttributeSet.Empty.Add("ou", Value.From(unit)) };
}
