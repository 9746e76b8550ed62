using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.People;
using Prov.Cluster.Tests.Targets;
using Prov.V1;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.Checks;

/// <summary>The checker finds nothing in a good history, and each planted fault in a bad one.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void Check_KeptPromises_FindsNothing()
    {
        var history = Hired()
            .Event(HistoryBuilder.Ada, 2, Kind.Move, Departments.Finance)
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Department = Departments.Finance, Mark = 2 })
            .Update(TargetTable.Crm, HistoryBuilder.Ada, a => a with { Enabled = false })
            .Delete(TargetTable.Crm, HistoryBuilder.Ada)
            .Event(HistoryBuilder.Ada, 3, Kind.Leave)
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = false })
            .Event(HistoryBuilder.Ada, 4, Kind.Join, Departments.Sales)
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = true, Department = Departments.Sales, Mark = 4 })
            .Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 4, "ada.berg7")
            .Event(HistoryBuilder.Ada, 5, Kind.Suspend)
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = false })
            .Update(TargetTable.Crm, HistoryBuilder.Ada, a => a with { Enabled = false });

        Assert.Empty(HistoryChecker.Check(history.Build()));
    }

    [Fact]
    public void Check_LostEvent_IsSeen() =>
        Finds("STATE_DIFFERS", Hired().Event(HistoryBuilder.Ada, 2, Kind.Move, Departments.Support));

    [Fact]
    public void Check_LostJoin_IsSeen() =>
        Finds("STATE_DIFFERS", new HistoryBuilder().Event(HistoryBuilder.Ada, 1, Kind.Join, Departments.Finance));

    [Fact]
    public void Check_LostRight_IsSeen() =>
        Assert.Contains(HistoryChecker.Check(Hired().Build(_ => [])), v => v.Rule == "STATE_DIFFERS");

    [Fact]
    public void Check_AccountOfNobody_IsSeen() =>
        Finds("STATE_DIFFERS", new HistoryBuilder().Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 1));

    [Fact]
    public void Check_StrangeLogin_IsSeen() => Finds(
        "STATE_DIFFERS",
        Hired().Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Login = "abergx" }));

    [Fact]
    public void Check_DoubledCreation_IsSeen() => Finds(
        "CREATED_TWICE",
        Hired().Insert(TargetTable.Directory, HistoryBuilder.Ada, Departments.Sales, 1, "aberg2"));

    [Fact]
    public void Check_DoubledCreationCleanedUpLater_IsSeen() => Finds(
        "CREATED_TWICE",
        new HistoryBuilder()
            .Event(HistoryBuilder.Ada, 1, Kind.Join, Departments.Finance)
            .Insert(TargetTable.Directory, HistoryBuilder.Ada, Departments.Finance, 1)
            .Insert(TargetTable.Directory, HistoryBuilder.Ada, Departments.Finance, 1, "aberg2")
            .DeleteFirst());

    [Fact]
    public void Check_NameGivenTwice_IsSeen() => Finds(
        "NAME_TWICE",
        Hired().Event(HistoryBuilder.Boris, 1, Kind.Join, Departments.Finance)
            .Insert(TargetTable.Directory, HistoryBuilder.Boris, Departments.Finance, 1, "aberg"));

    [Fact]
    public void Check_LeaverStillEnabled_IsSeen() => Finds("LEAVER_ENABLED", Hired().Event(HistoryBuilder.Ada, 2, Kind.Leave));

    [Fact]
    public void Check_LeaverEnabledForAWhile_IsSeen() => Finds(
        "LEAVER_ENABLED",
        Left()
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = true })
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = false }));

    [Fact]
    public void Check_ResurrectedAccount_IsSeen() => Finds(
        "ACCOUNT_RESURRECTED",
        Left().Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 1).Delete(TargetTable.Crm, HistoryBuilder.Ada));

    [Fact]
    public void Check_AccountNotDeleted_IsSeen() => Finds(
        "STATE_DIFFERS",
        Hired().Event(HistoryBuilder.Ada, 2, Kind.Leave)
            .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = false })
            .Update(TargetTable.Crm, HistoryBuilder.Ada, a => a with { Enabled = false }));

    [Fact]
    public void Check_OlderEventAfterNewer_IsSeen() => Finds(
        "EFFECT_BACKWARDS",
        Moved().Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Department = Departments.Sales, Mark = 1 }));

    [Fact]
    public void Check_EffectTwice_IsSeen() => Finds(
        "EFFECT_TWICE",
        new HistoryBuilder()
            .Event(HistoryBuilder.Ada, 1, Kind.Join, Departments.Sales)
            .Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 1)
            .Delete(TargetTable.Crm, HistoryBuilder.Ada)
            .Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 1));

    [Fact]
    public void Check_MixOfTwoEvents_IsSeen() => Finds(
        "EFFECT_UNKNOWN",
        Moved().Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Department = Departments.Engineering }));

    [Fact]
    public void Check_EffectBeforeItsInstant_IsSeen() => Finds(
        "EFFECT_UNKNOWN",
        new HistoryBuilder()
            .Event(HistoryBuilder.Ada, 1, Kind.Join, Departments.Finance)
            .ReplaceLast(a => a with { Event = a.Event with { EffectiveAt = a.EndedAt.AddHours(1) } })
            .Insert(TargetTable.Directory, HistoryBuilder.Ada, Departments.Finance, 1));

    [Fact]
    public void Check_EventNeverAcknowledged_IsSeen() => Finds(
        "NOT_ACKNOWLEDGED",
        Hired().Event(HistoryBuilder.Ada, 2, Kind.Leave).ReplaceLast(a => a with { Receipt = null, Failure = "UNAVAILABLE" }));

    [Fact]
    public void Check_EventAcceptedTwice_IsSeen()
    {
        var builder = Hired();
        builder.Attempts.Add(builder.Attempts[^1]);

        Finds("ACCEPTED_TWICE", builder);
    }

    [Fact]
    public void Check_AnswersDiffer_IsSeen()
    {
        var builder = Hired();
        builder.Attempts.Add(WithReceipt(builder.Attempts[^1], r => (r.Repeated, r.Generation) = (true, 9)));

        Finds("RECEIPTS_DIFFER", builder);
    }

    [Fact]
    public void Check_RepeatedAtFirst_IsSeen() => Finds("REPEATED_AT_FIRST", Hired().ReplaceLast(a => WithReceipt(a, r => r.Repeated = true)));

    [Fact]
    public void Check_SupersededEvent_IsSeen() => Finds(
        "OUTCOME_WRONG",
        Hired().ReplaceLast(a => WithReceipt(a, r => r.Outcome = EventReceipt.Types.Outcome.Superseded)));

    [Fact]
    public void Check_SecondIdentityOfOnePerson_IsSeen() =>
        Finds("IDENTITY_TWICE", Moved().ReplaceLast(a => WithReceipt(a, r => r.IdentityId = "other")));

    [Fact]
    public void Check_IdentityOfTwoPeople_IsSeen() => Finds(
        "IDENTITY_SHARED",
        Hired().Event(HistoryBuilder.Boris, 1, Kind.Join, Departments.Finance)
            .ReplaceLast(a => WithReceipt(a, r => r.IdentityId = "identity-" + HistoryBuilder.Ada.Key)));

    [Fact]
    public void Check_FallingGeneration_IsSeen() => Finds("GENERATION_FELL", Moved().ReplaceLast(a => WithReceipt(a, r => r.Generation = 1)));

    private static HistoryBuilder Hired() => new HistoryBuilder()
        .Event(HistoryBuilder.Ada, 1, Kind.Join, Departments.Sales)
        .Insert(TargetTable.Directory, HistoryBuilder.Ada, Departments.Sales, 1)
        .Insert(TargetTable.Crm, HistoryBuilder.Ada, Departments.Sales, 1);

    private static HistoryBuilder Moved() => Hired()
        .Event(HistoryBuilder.Ada, 2, Kind.Move, Departments.Support)
        .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Department = Departments.Support, Mark = 2 })
        .Update(TargetTable.Crm, HistoryBuilder.Ada, a => a with { Department = Departments.Support, Mark = 2 });

    private static HistoryBuilder Left() => Hired()
        .Event(HistoryBuilder.Ada, 2, Kind.Leave)
        .Update(TargetTable.Directory, HistoryBuilder.Ada, a => a with { Enabled = false })
        .Update(TargetTable.Crm, HistoryBuilder.Ada, a => a with { Enabled = false })
        .Delete(TargetTable.Crm, HistoryBuilder.Ada);

    private static Attempt WithReceipt(Attempt attempt, Action<EventReceipt> change)
    {
        var receipt = attempt.Receipt!.Clone();
        change(receipt);
        return attempt with { Receipt = receipt };
    }

    private static void Finds(string rule, HistoryBuilder builder) =>
        Assert.Contains(HistoryChecker.Check(builder.Build()), violation => violation.Rule == rule);
}
