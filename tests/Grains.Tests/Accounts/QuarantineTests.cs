using Prov.Connectors.Outcomes;
using Prov.Domain;
using Prov.Domain.Accounts;
using Prov.Domain.WorkItems;
using Prov.Grains.Accounts;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Accounts;

/// <summary>An account that its target refuses again and again becomes a person's work, and is not given up.</summary>
public sealed class QuarantineTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ConnectorResult _refusal = ConnectorResult.Failed(ConnectorStatus.Refused, "MAIL_INVALID", "The mail is invalid.");

    [Theory]
    [InlineData(AccountState.Enabled, 24 * 60)]
    [InlineData(AccountState.Disabled, 15)]
    public void Refused_TimeAndAgain_OpensOneItemAndIsTriedMoreRarelyUnlessItTakesAccessAway(AccountState state, int minutes)
    {
        var row = Row(state);
        var opened = 0;
        for (var attempt = 1; attempt <= 20; attempt++)
        {
            var outcome = AttemptOutcome.Failed(row, null, CompiledTargets.Any, _refusal, "", _now);
            opened += QuarantineItems.Changes(row.Desired, row.Account, outcome.Account).Length;
            Assert.Equal(attempt >= Limits.RefusalsUntilQuarantine ? 1 : 0, opened);
            Assert.Equal(attempt < Limits.RefusalsUntilQuarantine ? 15 : minutes, (outcome.DueAt!.Value - _now).TotalMinutes);
            row = row with { Account = outcome.Account };
        }

        var agreed = AttemptOutcome.Converged(row, null, CompiledTargets.Any, "UPDATE", _now);

        Assert.IsType<CloseWorkItem>(Assert.Single(QuarantineItems.Changes(row.Desired, row.Account, agreed.Account)));
        Assert.Equal(0, agreed.Account.Refusals);
    }

    [Fact]
    public void Unavailable_HoweverLong_IsNoQuarantine()
    {
        var row = Row(AccountState.Enabled);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var away = ConnectorResult.Failed(ConnectorStatus.Unavailable, "DOWN", "The target is away.");
            row = row with { Account = AttemptOutcome.Failed(row, null, CompiledTargets.Any, away, "", _now).Account };
        }

        Assert.Equal((100, 0), (row.Account.Attempts, row.Account.Refusals));
    }

    [Fact]
    public async Task Converge_TargetThatRefuses_IsPutIntoQuarantineAndOutOfItByItsOwn()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.ExecuteAsync("create trigger refusal before insert on accounts begin select raise(abort, 'not today'); end");
        await world.JoinAsync("E1", "anna");
        await AccountWorld.UntilAsync(async () =>
        {
            await world.RetryAsync("E1", "crm");
            return (await world.AccountAsync("E1", "crm")).Account.Refusals >= Limits.RefusalsUntilQuarantine;
        });
        Assert.Single(await world.ItemsAsync(WorkItemState.Open));

        await world.ExecuteAsync("drop trigger refusal");
        await world.RetryAsync("E1", "crm");
        await world.ConvergedAsync();

        Assert.Equal(["anna 1"], await world.QueryAsync("select login, enabled from accounts"));
        Assert.Empty(await world.ItemsAsync(WorkItemState.Open));
        Assert.Single(await world.ItemsAsync(WorkItemState.Cancelled));
        Assert.Equal(0, await world.RetryAsync("E1", "crm"));
    }

    private static AccountRow Row(AccountState state) => new(
        new DesiredAccount
        {
            AccountId = "acc-1", IdentityId = "idn-1", Tenant = "t", Target = "crm", Generation = 1, State = state, Name = "anna",
            RemovesAccess = state != AccountState.Enabled,
        },
        new Account { AccountId = "acc-1" },
        null);
}
