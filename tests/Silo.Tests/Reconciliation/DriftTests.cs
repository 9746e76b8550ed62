using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>Through a whole silo and PostgreSQL: what others do to a target is found, and repaired, taken over or held.</summary>
public sealed class DriftTests
{
    [Fact]
    public async Task Reconcile_OthersChangedTheTarget_ItIsAsItShouldBeAndTheNextRunDoesNothing()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(7);
        await world.LeaveAsync("p07");
        var before = await world.Table.ReadAsync();
        await world.Table.ExecuteAsync(
            """
            UPDATE accounts SET department = 'Wrong' WHERE login = 'p01';
            DELETE FROM accounts WHERE login = 'p02';
            UPDATE accounts SET active = false WHERE login = 'p03';
            DELETE FROM memberships WHERE account = (SELECT id FROM accounts WHERE login = 'p04');
            UPDATE accounts SET phone = '2' WHERE login = 'p05';
            UPDATE accounts SET login = 'renamed' WHERE login = 'p06';
            UPDATE accounts SET active = true WHERE login = 'p07';
            INSERT INTO accounts (login, active, number) VALUES ('stranger', true, 'x');
            """);

        var run = await world.ReconcileAsync();

        Assert.Equal((State.Succeeded, 7L, 0L, ""), (run.State, run.Seen, run.Failed, run.Explanation));
        var expected = before.Select(l => l == "p05 on np05 Sales 1 staff" ? "p05 on np05 Sales 2 staff" : l).Append("stranger on x - -");
        Assert.Equal(expected, await world.Table.ReadAsync());
        Assert.Equal(
            [
                "p01 Different Restore", "p02 Missing Restore", "p03 Different Restore", "p04 Different Restore", "p05 Different Restore",
                "p06 Different Restore", "p07 Reenabled Restore", "stranger Orphan Report",
            ],
            await world.SituationsAsync());
        var writes = await world.Table.WritesAsync();

        var again = await world.ReconcileAsync();

        Assert.Equal((State.Succeeded, 8L, 7L, 0L, 0L), (again.State, again.Seen, again.Unchanged, again.Woken, again.Repaired));
        Assert.Equal(writes, await world.Table.WritesAsync());
        var discovery = await world.Reconciliations.GetDiscoveryAsync(new() { TargetSystem = CrmTable.Name });
        Assert.Equal((7L, 0L, 1L, 0L), (discovery.Owned, discovery.Unassigned, discovery.Orphan, discovery.Protected));
    }

    [Fact]
    public async Task Reconcile_ReportOnly_SaysWhatItWouldDoAndDoesNothing()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(3);
        await world.Table.ExecuteAsync("UPDATE accounts SET department = 'Wrong' WHERE login = 'p01'; DELETE FROM accounts WHERE login = 'p02'");
        var before = await world.Table.ReadAsync();

        var run = await world.ReconcileAsync(reportOnly: true);

        Assert.Equal((State.Succeeded, 0L, 0L), (run.State, run.Woken, run.Repaired));
        Assert.Equal(["p01 Different Report", "p02 Missing Report"], await world.SituationsAsync());
        Assert.Equal(before, await world.Table.ReadAsync());
    }

    [Fact]
    public async Task Reconcile_ManyAreMissing_AreHeldWholeUntilReleased()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(15);
        await world.Table.ExecuteAsync("UPDATE accounts SET department = 'Wrong' WHERE login = 'p15'; DELETE FROM accounts WHERE login < 'p12'");

        var held = await world.ReconcileAsync();

        Assert.Equal((State.Held, 11L, 1L), (held.State, held.Held, held.Repaired));
        Assert.Contains("11 Missing", held.Explanation, StringComparison.Ordinal);
        Assert.Equal(["p12", "p13", "p14", "p15"], (await world.Table.ReadAsync()).Select(l => l[..3]));
        await Fail.WithAsync(
            StatusCode.FailedPrecondition, "RECONCILIATION_PLAN_CHANGED",
            async () => await world.Reconciliations.ReleaseReconciliationAsync(new() { ReconciliationId = held.Id, PlanHash = "0" }));

        await world.Reconciliations.ReleaseReconciliationAsync(new() { ReconciliationId = held.Id, PlanHash = held.PlanHash });
        var done = await world.EndAsync(held.Id);

        Assert.Equal((State.Succeeded, 12L, ""), (done.State, done.Repaired, done.PlanHash));
        Assert.Equal(15, (await world.Table.ReadAsync()).Count(l => l.EndsWith("on n" + l[..3] + " Sales 1 staff", StringComparison.Ordinal)));
        await Fail.WithAsync(
            StatusCode.FailedPrecondition, "RECONCILIATION_NOT_HELD",
            async () => await world.Reconciliations.ReleaseReconciliationAsync(new() { ReconciliationId = held.Id, PlanHash = "1" }));
    }

    [Fact]
    public async Task Reconcile_AttributeOfTheTarget_IsTakenOver()
    {
        var rule = new ReconciliationRule
        {
            Source = "crm-changes",
            Attributes = { new AttributeAtTarget { Attribute = "phone", Authority = AttributeAtTarget.Types.Authority.Target } },
        };
        await using var world = await CrmWorld.StartAsync(rule);
        await world.JoinAsync(2);
        await world.Table.ExecuteAsync("UPDATE accounts SET phone = '77', department = 'Wrong' WHERE login = 'p01'");

        var run = await world.ReconcileAsync();
        await world.ConvergedAsync();

        Assert.Equal((State.Succeeded, 0L), (run.State, run.Failed));
        await world.ReconcileAsync();
        Assert.Equal(["p01 on np01 Sales 77 staff", "p02 on np02 Sales 1 staff"], await world.Table.ReadAsync());
        var people = await new IdentityService.IdentityServiceClient(world.Silo.Calls).ListIdentitiesAsync(new() { Filter = "identity.familyName == 'p01'" });
        Assert.Equal("77", Assert.Single(people.Identities).Attributes["phone"].StringValue);
    }

    [Fact]
    public async Task Reconcile_NobodysAccounts_AreDisabledWhenTheTargetSaysSo()
    {
        var rule = new ReconciliationRule
        {
            Actions = { new SituationRule { Situation = Situation.Orphan, Action = ReconciliationAction.Disable } },
            Correlation = new() { Attributes = { ["number"] = "account.attributes.number" }, By = { "number" } },
        };
        await using var world = await CrmWorld.StartAsync(rule, t => t.Protected = new() { Names = { "admin*" } });
        await world.JoinAsync(2);
        await world.Table.ExecuteAsync(
            """
            INSERT INTO accounts (login, active, number) VALUES ('stranger', true, 'x'), ('second', true, 'np02'), ('administrator', true, 'y')
            """);

        var run = await world.ReconcileAsync();

        Assert.Equal((State.Succeeded, 1L), (run.State, run.Repaired));
        Assert.Equal(
            ["administrator on y - -", "p01 on np01 Sales 1 staff", "p02 on np02 Sales 1 staff", "second on np02 - -", "stranger off x - -"],
            await world.Table.ReadAsync());
        Assert.Equal(["second Unassigned Report", "stranger Orphan Disable"], await world.SituationsAsync());
        var discovery = await world.Reconciliations.GetDiscoveryAsync(new() { TargetSystem = CrmTable.Name });
        Assert.Equal((2L, 1L, 1L, 1L), (discovery.Owned, discovery.Unassigned, discovery.Orphan, discovery.Protected));
    }

    [Fact]
    public async Task Reconcile_SiloKilledInTheMiddle_TheSameRunGoesOnToItsEnd()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(4);
        await world.Table.ExecuteAsync("UPDATE accounts SET department = 'Wrong' WHERE login = 'p01'; DELETE FROM accounts WHERE login = 'p02'");
        string id;
        await using (await world.Table.LockAsync())
        {
            var request = new StartReconciliationRequest { TargetSystem = CrmTable.Name, RequestId = Guid.NewGuid().ToString() };
            id = (await world.Reconciliations.StartReconciliationAsync(request)).Reconciliation.Id;
            await world.Table.WaitedForAsync();
            await world.Silo.Process.KillAsync();
        }

        await world.Silo.Process.RestartAsync();
        var run = await world.EndAsync(id);

        Assert.Equal((State.Succeeded, 2L), (run.State, run.Repaired));
        Assert.Equal(4, (await world.Table.ReadAsync()).Count(l => l.EndsWith(" Sales 1 staff", StringComparison.Ordinal)));
        var runs = await world.Reconciliations.ListReconciliationsAsync(new() { TargetSystem = CrmTable.Name });
        Assert.Equal([id], runs.Reconciliations.Select(r => r.Id));
    }

    [Fact]
    public async Task Reconcile_TargetInMaintenance_WaitsUntilItIsOver()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(2);
        await world.Table.ExecuteAsync("UPDATE accounts SET department = 'Wrong' WHERE login = 'p02'");
        var targets = new TargetSystemService.TargetSystemServiceClient(world.Silo.Calls);
        await targets.SetMaintenanceAsync(new() { Name = CrmTable.Name, Maintenance = true });
        await world.MoveUntilRefusedAsync("p01", "TARGET_IN_MAINTENANCE");
        var request = new StartReconciliationRequest { TargetSystem = CrmTable.Name, RequestId = Guid.NewGuid().ToString() };
        var id = (await world.Reconciliations.StartReconciliationAsync(request)).Reconciliation.Id;
        var waiting = await world.Reconciliations.GetReconciliationAsync(
            new() { ReconciliationId = id, Wait = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        Assert.Equal((State.Running, 0L), (waiting.Reconciliation.State, waiting.Reconciliation.Seen));

        await targets.SetMaintenanceAsync(new() { Name = CrmTable.Name, Maintenance = false });

        Assert.Equal((State.Succeeded, 1L), ((await world.EndAsync(id)).State, (await world.EndAsync(id)).Repaired));
    }

    [Fact]
    public async Task Reconcile_UnderWay_CannotBeBegunAgainAndIsCancelled()
    {
        await using var world = await CrmWorld.StartAsync();
        await world.JoinAsync(1);
        await using (await world.Table.LockAsync())
        {
            var request = new StartReconciliationRequest { TargetSystem = CrmTable.Name, RequestId = Guid.NewGuid().ToString() };
            var id = (await world.Reconciliations.StartReconciliationAsync(request)).Reconciliation.Id;

            Assert.Equal(id, (await world.Reconciliations.StartReconciliationAsync(request)).Reconciliation.Id);
            await Fail.WithAsync(StatusCode.FailedPrecondition, "RECONCILIATION_UNDER_WAY", async () => await world.ReconcileAsync());
            var cancelled = (await world.Reconciliations.CancelReconciliationAsync(new() { ReconciliationId = id })).Reconciliation;
            Assert.Equal(State.Cancelled, cancelled.State);
        }

        Assert.Equal(State.Succeeded, (await world.ReconcileAsync()).State);
        await Fail.WithAsync(
            StatusCode.NotFound, "RECONCILIATION_UNKNOWN", async () => await world.Reconciliations.GetReconciliationAsync(new() { ReconciliationId = "rec-none" }));
        await Fail.WithAsync(
            StatusCode.NotFound, "TARGET_UNKNOWN",
            async () => await world.Reconciliations.StartReconciliationAsync(new() { TargetSystem = "none", RequestId = Guid.NewGuid().ToString() }));
    }
}
