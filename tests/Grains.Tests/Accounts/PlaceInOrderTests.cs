using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Grains.Accounts;
using Prov.Grains.TargetSystems;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Accounts;

/// <summary>What waits for a target is done oldest first, also when it was taken up in vain.</summary>
public sealed class PlaceInOrderTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _since = _now.AddDays(-20);

    public static TheoryData<string> Refusals { get; } =
        [CallRefusal.RateExhausted, CallRefusal.Throttled, CallRefusal.InMaintenance, CallRefusal.CircuitOpen, CallRefusal.TooManyCalls];

    [Theory, MemberData(nameof(Refusals))]
    public void Failed_CallThatWasNotMade_KeepsItsPlace(string reason)
    {
        var refusal = new CallRefusal(reason, TimeSpan.FromSeconds(3)).ToResult();

        Assert.Equal(_since, Failed(_since, refusal).DueAt);
        Assert.Equal(_now.AddSeconds(3), Failed(null, refusal).DueAt);
        Assert.Equal(_now.AddSeconds(3), Failed(_now.AddDays(1), refusal).DueAt);
    }

    [Theory]
    [InlineData(ConnectorStatus.Throttled, "TOO_MANY")]
    [InlineData(ConnectorStatus.Unavailable, CallRefusal.CircuitOpen)]
    public void Failed_CallThatTheTargetTurnedAway_WaitsAndLetsOthersGo(ConnectorStatus status, string reason) =>
        Assert.Equal(_now.AddSeconds(7), Failed(_since, ConnectorResult.Failed(status, reason, "", TimeSpan.FromSeconds(7))).DueAt);

    private static AccountAttempt Failed(DateTimeOffset? dueSince, ConnectorResult failure)
    {
        var desired = new DesiredAccount
        {
            AccountId = "acc-1", IdentityId = "idn-1", Tenant = "t", Target = "crm", Generation = 2, State = AccountState.Disabled, Name = "anna", RemovesAccess = true,
        };
        return AttemptOutcome.Failed(new AccountRow(desired, new Account { AccountId = desired.AccountId }, dueSince), null, CompiledTargets.Any, failure, "", _now);
    }
}
