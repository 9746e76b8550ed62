using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;

namespace Prov.Domain.Tests.Reconciliation;

/// <summary>Every cell of the table: wanted, linked, present; and what each situation allows.</summary>
public sealed class DecisionTableTests
{
    private const string None = "none";

    /// <summary>Wanted, linked, present, situation: the whole table for accounts that a record claims.</summary>
    public static TheoryData<AccountState, bool, AccountPresence, Situation> Claimed => new()
    {
        { AccountState.Enabled, true, AccountPresence.Same, Situation.Confirmed },
        { AccountState.Enabled, true, AccountPresence.Different, Situation.Different },
        { AccountState.Enabled, true, AccountPresence.Absent, Situation.Missing },
        { AccountState.Enabled, false, AccountPresence.Same, Situation.Collision },
        { AccountState.Enabled, false, AccountPresence.Different, Situation.Collision },
        { AccountState.Enabled, false, AccountPresence.Absent, Situation.Awaited },
        { AccountState.Disabled, true, AccountPresence.Same, Situation.Confirmed },
        { AccountState.Disabled, true, AccountPresence.Different, Situation.Different },
        { AccountState.Disabled, true, AccountPresence.Absent, Situation.Vanished },
        { AccountState.Disabled, false, AccountPresence.Same, Situation.Collision },
        { AccountState.Disabled, false, AccountPresence.Different, Situation.Collision },
        { AccountState.Disabled, false, AccountPresence.Absent, Situation.Absent },
        { AccountState.Absent, true, AccountPresence.Same, Situation.OutOfScope },
        { AccountState.Absent, true, AccountPresence.Different, Situation.OutOfScope },
        { AccountState.Absent, true, AccountPresence.Absent, Situation.Vanished },
        { AccountState.Absent, false, AccountPresence.Same, Situation.Returned },
        { AccountState.Absent, false, AccountPresence.Different, Situation.Returned },
        { AccountState.Absent, false, AccountPresence.Absent, Situation.Absent },
    };

    [Fact]
    public void Claimed_IsTheWholeTable() => Assert.Equal(
        Enum.GetValues<AccountState>().Length * 2 * Enum.GetValues<AccountPresence>().Length,
        Claimed.Select(r => (r.Data.Item1, r.Data.Item2, r.Data.Item3)).Distinct().Count());

    [Theory]
    [MemberData(nameof(Claimed))]
    public void Of_ClaimedByARecord_IsTheCell(AccountState desired, bool linked, AccountPresence presence, Situation expected) =>
        Assert.Equal(expected, DecisionTable.Of(new() { Desired = desired, Linked = linked, Presence = presence }));

    [Theory]
    [MemberData(nameof(Claimed))]
    public void Of_WorkUnderWay_IsPending(AccountState desired, bool linked, AccountPresence presence, Situation settled)
    {
        Assert.NotEqual(Situation.Pending, settled);
        Assert.Equal(Situation.Pending, DecisionTable.Of(new() { Desired = desired, Linked = linked, Presence = presence, Pending = true }));
    }

    [Theory]
    [MemberData(nameof(Claimed))]
    public void Of_ProtectedAndThere_IsProtected(AccountState desired, bool linked, AccountPresence presence, Situation unprotected)
    {
        var situation = DecisionTable.Of(new() { Desired = desired, Linked = linked, Presence = presence, Protected = true });

        Assert.Equal(presence == AccountPresence.Absent ? unprotected : Situation.Protected, situation);
    }

    [Theory]
    [InlineData(AccountState.Enabled, Situation.Unlinked)]
    [InlineData(AccountState.Disabled, Situation.Unlinked)]
    [InlineData(AccountState.Absent, Situation.Returned)]
    public void Of_FoundUnderOurNameAndProved_IsLinkedUnlessItWasDeleted(AccountState desired, Situation expected) =>
        Assert.Equal(expected, DecisionTable.Of(new() { Desired = desired, Presence = AccountPresence.Different, Ours = true }));

    [Theory]
    [InlineData(true, Situation.Reenabled)]
    [InlineData(false, Situation.Different)]
    public void Of_DisabledAndChanged_TellsWhetherItWasEnabled(bool enabled, Situation expected) => Assert.Equal(
        expected,
        DecisionTable.Of(new() { Desired = AccountState.Disabled, Linked = true, Presence = AccountPresence.Different, Enabled = enabled }));

    [Theory]
    [InlineData(OwnerMatch.Nobody, Situation.Orphan)]
    [InlineData(OwnerMatch.Awaiting, Situation.Matched)]
    [InlineData(OwnerMatch.Other, Situation.Unassigned)]
    [InlineData(OwnerMatch.Doubtful, Situation.Disputed)]
    public void Of_NoRecordClaims_GoesByCorrelation(OwnerMatch match, Situation expected)
    {
        Assert.Equal(expected, DecisionTable.Of(new() { Presence = AccountPresence.Same, Match = match }));
        Assert.Equal(Situation.Absent, DecisionTable.Of(new() { Presence = AccountPresence.Absent, Match = match }));
    }

    [Theory]
    [InlineData(Situation.Absent, ReconciliationAction.None, None)]
    [InlineData(Situation.Confirmed, ReconciliationAction.None, None)]
    [InlineData(Situation.Pending, ReconciliationAction.None, None)]
    [InlineData(Situation.Awaited, ReconciliationAction.None, None)]
    [InlineData(Situation.Different, ReconciliationAction.Restore, "SyncBack, Report")]
    [InlineData(Situation.Reenabled, ReconciliationAction.Restore, "Report")]
    [InlineData(Situation.Missing, ReconciliationAction.Restore, "Report")]
    [InlineData(Situation.Vanished, ReconciliationAction.Accept, "Report")]
    [InlineData(Situation.OutOfScope, ReconciliationAction.Restore, "Report")]
    [InlineData(Situation.Unlinked, ReconciliationAction.Link, "Report")]
    [InlineData(Situation.Collision, ReconciliationAction.AskOwner, "Report")]
    [InlineData(Situation.Returned, ReconciliationAction.AskOwner, "Report, Disable, Delete")]
    [InlineData(Situation.Matched, ReconciliationAction.Link, "AskOwner, Report")]
    [InlineData(Situation.Unassigned, ReconciliationAction.Report, "AskOwner, Disable, Delete")]
    [InlineData(Situation.Disputed, ReconciliationAction.AskOwner, "Report")]
    [InlineData(Situation.Orphan, ReconciliationAction.Report, "AskOwner, Disable, Delete")]
    [InlineData(Situation.Protected, ReconciliationAction.None, "Report")]
    public void Allowed_EachSituation_HasItsDefaultAndOverrides(Situation situation, ReconciliationAction otherwise, string overrides)
    {
        Assert.Equal(otherwise, DecisionTable.Default(situation));
        Assert.Equal(overrides == None ? $"{otherwise}" : $"{otherwise}, {overrides}", string.Join(", ", DecisionTable.Allowed(situation)));
        Assert.Equal(otherwise, new ReconciliationRule().ActionFor(situation));
        foreach (var chosen in DecisionTable.Allowed(situation))
        {
            var rule = new ReconciliationRule { Actions = new ReconciliationRule().Actions.Add(situation, chosen) };
            Assert.Equal(chosen, rule.ActionFor(situation));
        }
    }

    [Fact]
    public void IsGuarded_WhatCanTakeAwayOrIsGone_AndNothingElse()
    {
        var guarded = Enum.GetValues<Situation>()
            .SelectMany(s => DecisionTable.Allowed(s).Where(a => DecisionTable.IsGuarded(s, a)).Select(a => $"{s} {a}"));

        Assert.Equal(
            [
                "Reenabled Restore", "Missing Restore", "Vanished Accept", "OutOfScope Restore", "Returned Disable", "Returned Delete",
                "Unassigned Disable", "Unassigned Delete", "Orphan Disable", "Orphan Delete",
            ],
            guarded);
    }
}
