using Prov.Domain.Reconciliation;
using Prov.V1;
using ReconciliationAction = Prov.Domain.Reconciliation.ReconciliationAction;
using Situation = Prov.Domain.Reconciliation.Situation;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>Every cell of the decision table at a real target: what a run says, what the target then holds, what is asked and recorded.</summary>
public abstract class CellTests
{
    public static TheoryData<Situation, ReconciliationAction> Cells => [.. CellTable.All.Select(c => (c.Situation, c.Action))];

    public static TheoryData<Situation> Deleted =>
        [.. CellTable.All.Where(c => c.Action == ReconciliationAction.Delete).Select(c => c.Situation)];

    public static TheoryData<string> Targets => [.. CellTable.Targets];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Reconcile_EveryCell_TellsItAndDoesAtTheTargetWhatItSays(Situation situation, ReconciliationAction action)
    {
        var (cell, world) = (CellTable.Find(situation, action), await WorldAsync());
        var run = world.First[cell.Target];

        var told = run.Found.Where(f => IsAbout(cell, f.Name)).ToList();
        Assert.Equal(
            cell.IsTold ? [$"{situation} {action} {run.Run.Id}"] : Array.Empty<string>(), told.Select(f => $"{f.Situation} {f.Action} {f.RunId}"));
        Assert.Equal(action == ReconciliationAction.Delete ? 1 : 0, told.Count(f => f.DeleteAt is not null));
        Assert.Equal(cell.After, cell.Of(run.Accounts));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Reconcile_EveryCell_IsAskedAndRecordedAsItSays(Situation situation, ReconciliationAction action)
    {
        var (cell, world) = (CellTable.Find(situation, action), await WorldAsync());
        var items = world.WorkItems.Where(i => i.Details.TryGetValue("account", out var name) && IsAbout(cell, name)).ToList();

        Assert.Equal(
            action == ReconciliationAction.AskOwner ? [$"TargetSystem/{cell.Target} {situation}"] : Array.Empty<string>(),
            items.Select(i => $"{i.Subject} {i.Details["situation"]}"));
        var subjects = world.Accounts[cell.Key].Select(a => a.Id).Concat(items.Select(i => i.Id)).ToHashSet();
        Assert.Equal(
            cell.Audit,
            string.Join(", ", world.Audit
                .Where(e => e.Cause == "reconciliation/" + world.First[cell.Target].Run.Id)
                .Where(e => subjects.Contains(e.Subject) || (e.Details.TryGetValue("account", out var name) && IsAbout(cell, name)))
                .Select(e => $"{e.Action} {e.Details.GetValueOrDefault("operation")}".Trim())));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Reconcile_EveryCell_OnlySyncBackChangesThePerson(Situation situation, ReconciliationAction action)
    {
        var (cell, world) = (CellTable.Find(situation, action), await WorldAsync());

        var phone = action == ReconciliationAction.SyncBack ? "77" : situation == Situation.Pending ? "!" : "1";
        Assert.Equal(cell.HasPerson ? phone : null, world.People.GetValueOrDefault(cell.Key)?.Attributes["phone"].StringValue);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Reconcile_EveryCell_IsCountedOnceAndNothingFails(string target)
    {
        var run = (await WorldAsync()).First[target].Run;

        Assert.Equal((State.Succeeded, 0L, 0L, ""), (run.State, run.Failed, run.Unreadable, run.Explanation));
        var expected = CellTable.At(target).Select(c => c.Situation)

            // What is not there and not known to have been there is not seen by anybody.
            .Where(s => s is not (Situation.Absent or Situation.Awaited))

            // Whose second account is found has a first.
            .SelectMany(s => s is Situation.Unassigned or Situation.Disputed ? [s, Situation.Confirmed] : new[] { s })
            .CountBy(s => $"{s}");
        Assert.Equal(
            expected.Select(e => $"{e.Key} {e.Value}").Order(StringComparer.Ordinal),
            run.Situations.Select(s => $"{s.Situation} {s.Count}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task ReconcileAgain_DoesNothingMore(string target)
    {
        var world = await WorldAsync();
        var (first, second) = (world.First[target], world.Second[target]);
        var waits = CellTable.At(target).Where(c => c.Action == ReconciliationAction.Delete).ToList();

        Assert.Equal((State.Succeeded, 0L, 0L), (second.Run.State, second.Run.Woken, second.Run.Failed));
        Assert.Equal(
            first.Accounts.Except(waits.SelectMany(c => first.Accounts.Where(a => IsAbout(c, a.Name)))).OrderBy(a => a.Name, StringComparer.Ordinal),
            second.Accounts.Except(waits.SelectMany(c => second.Accounts.Where(a => IsAbout(c, a.Name)))).OrderBy(a => a.Name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Deleted))]
    public async Task ReconcileAgain_TheGraceIsOver_IsDeletedAndForgotten(Situation situation)
    {
        var (cell, world) = (CellTable.Find(situation, ReconciliationAction.Delete), await WorldAsync());

        var last = await world.UntilForgottenAsync(cell);

        Assert.Equal(situation == Situation.Unassigned ? "on N 1" : "", cell.Of(last.Accounts));
    }

    private protected abstract Task<CellWorld> WorldAsync();

    private static bool IsAbout(Cell cell, string name) => name == cell.Key || name.StartsWith(cell.Key + ".", StringComparison.Ordinal);
}
