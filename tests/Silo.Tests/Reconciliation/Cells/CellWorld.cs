using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Reconciliation;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;
using ReconciliationAction = Prov.Domain.Reconciliation.ReconciliationAction;
using Situation = Prov.Domain.Reconciliation.Situation;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>
/// A silo and one kind of target, with an account in every situation at once: a target for the defaults, and one for each set of overrides.
/// </summary>
internal sealed class CellWorld : IAsyncDisposable
{
    private static readonly TimeSpan _never = TimeSpan.FromDays(30);
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(2);

    private readonly RunningSilo _silo = new();
    private readonly Dictionary<string, TargetSystem> _declared = [];
    private ICellTarget _target = null!;

    /// <summary>The run that found every situation, by target.</summary>
    public IReadOnlyDictionary<string, CellRun> First { get; private set; } = null!;

    /// <summary>The run after that.</summary>
    public IReadOnlyDictionary<string, CellRun> Second { get; private set; } = null!;

    /// <summary>The accounts that Prov knows, by name.</summary>
    public ILookup<string, Account> Accounts { get; private set; } = null!;

    public IReadOnlyList<AuditEntry> Audit { get; private set; } = null!;

    public IReadOnlyList<WorkItem> WorkItems { get; private set; } = null!;

    /// <summary>The people, by family name.</summary>
    public IReadOnlyDictionary<string, Identity> People { get; private set; } = null!;

    public static async Task<CellWorld> StartAsync(Func<string, Task<ICellTarget>> start)
    {
        var world = new CellWorld();
        await world._silo.InitializeAsync();
        world._target = await start(world._silo.Process.Folder);
        await world.PrepareAsync();
        await world.DriftAsync();
        world.First = await world.ReconcileAsync();
        await world.SettledAsync(c => c.IsOpen);
        world.Second = await world.ReconcileAsync();
        await world.LookAsync();
        return world;
    }

    /// <summary>Runs again and again until nothing is told of the cell's account any more; gives the last run.</summary>
    public Task<CellRun> UntilForgottenAsync(Cell cell) => Deadline.UntilAsync(
        () => ReconcileAsync(cell.Target),
        r => !r.Found.Any(f => f.Situation.ToString() == cell.Situation.ToString()),
        TimeSpan.FromSeconds(30),
        $"{cell.Key} is forgotten");

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>People with their accounts, which a run has seen; those who are gone are gone.</summary>
    private async Task PrepareAsync()
    {
        foreach (var target in CellTable.Targets)
        {
            _declared[target] = await _target.OpenAsync(target);
        }

        await ApplyAsync(_ => TimeSpan.Zero);
        await ForEachAsync(c => c.IsRefused, c => _target.RefuseAsync(c.Target, c.Key));
        await ForEachAsync(c => c.HasPerson, c => SubmitAsync(CellDocuments.Join(c)));
        await SettledAsync(c => c.IsRefused);
        await ReconcileAsync();
        await ForEachAsync(c => c.Situation == Situation.OutOfScope, c => _target.BackUpAsync(c.Target, c.Key));
        await ForEachAsync(c => c.IsDeleted, LeaveAsync);
        await SettledAsync(c => c.IsRefused);
        await ApplyAsync(t => CellTable.At(t).Any(c => c.Action == ReconciliationAction.Delete) ? _soon : _never);
        await ForEachAsync(c => c.IsDisabled, LeaveAsync);
        await ForEachAsync(c => c.Situation == Situation.Pending, c => SubmitAsync(new()
        {
            Source = "hr", SourceKey = c.Key, EventId = c.Key + ":move", Kind = LifecycleEvent.Types.Kind.Move, Attributes = { ["phone"] = new() { StringValue = "!" } },
        }));
        await SettledAsync(c => c.IsOpen);
    }

    /// <summary>What others do at the targets.</summary>
    private async Task DriftAsync()
    {
        await ForEachAsync(c => c.IsRefused && c.Situation != Situation.Awaited, c => _target.AllowAsync(c.Target, c.Key));
        await ForEachAsync(_ => true, DriftAsync);
    }

    private Task DriftAsync(Cell cell) => cell.Situation switch
    {
        Situation.Pending => _target.SetPhoneAsync(cell.Target, cell.Key, "5"),
        Situation.Different => _target.SetPhoneAsync(cell.Target, cell.Key, "77"),
        Situation.Reenabled => _target.EnableAsync(cell.Target, cell.Key),
        Situation.Missing or Situation.Vanished => _target.DeleteAsync(cell.Target, cell.Key),
        Situation.OutOfScope => _target.RestoreAsync(cell.Target, cell.Key),
        Situation.Unlinked or Situation.Returned => _target.AddAsync(cell.Target, new(cell.Key, true, cell.Number, "1")),
        Situation.Collision or Situation.Orphan or Situation.Protected => _target.AddAsync(cell.Target, new(cell.Key, true, "x", "1")),
        Situation.Matched => _target.AddAsync(cell.Target, new(cell.Key + ".found", true, cell.Number, "1")),
        Situation.Unassigned => _target.AddAsync(cell.Target, new(cell.Key + ".second", true, cell.Number, "1")),
        Situation.Disputed => _target.AddAsync(
            cell.Target,
            new(cell.Key + ".found", true, cell.Number, "1", CellDocuments.Badge(CellTable.Find(Situation.Confirmed, ReconciliationAction.None)))),
        _ => Task.CompletedTask,
    };

    private async Task<Dictionary<string, CellRun>> ReconcileAsync() =>
        (await Task.WhenAll(CellTable.Targets.Select(ReconcileAsync))).ToDictionary(r => r.Run.TargetSystem);

    private async Task<CellRun> ReconcileAsync(string target)
    {
        var service = new ReconciliationService.ReconciliationServiceClient(_silo.Calls);
        var start = new StartReconciliationRequest { TargetSystem = target, RequestId = Guid.NewGuid().ToString() };
        var run = (await service.StartReconciliationAsync(start)).Reconciliation;
        while (run.State == V1.Reconciliation.Types.State.Running)
        {
            var wait = new GetReconciliationRequest { ReconciliationId = run.Id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) };
            run = (await service.GetReconciliationAsync(wait)).Reconciliation;
        }

        var found = await service.ListSituationsAsync(new() { TargetSystem = target, PageSize = 1000 });
        return new(run, found.Situations, await _target.ReadAsync(target));
    }

    private async Task LookAsync()
    {
        Accounts = (await AccountsAsync()).ToLookup(a => a.Desired.Name);
        WorkItems = (await new WorkItemService.WorkItemServiceClient(_silo.Calls).ListWorkItemsAsync(
            new() { Filter = "item.state == \"open\"", PageSize = 1000 })).Items;
        People = (await new IdentityService.IdentityServiceClient(_silo.Calls).ListIdentitiesAsync(new() { PageSize = 1000 }))
            .Identities.ToDictionary(i => i.Attributes["familyName"].StringValue);
        Audit = (await new AuditService.AuditServiceClient(_silo.Calls).ListAuditEntriesAsync(new() { Descending = true, PageSize = 1000 })).Entries;
    }

    /// <summary>Returns once every account is as it should be, or refused where the target refuses it.</summary>
    private async Task SettledAsync(Func<Cell, bool> isRefused)
    {
        var refused = CellTable.All.Where(isRefused).Select(c => c.Key).ToHashSet();
        await Deadline.UntilAsync(
            async () => (await AccountsAsync()).All(HasSettled), TimeSpan.FromSeconds(60), "every account is as it should be, or refused");

        bool HasSettled(Account account) => account.AppliedGeneration == account.Desired.Generation
            || (refused.Contains(account.Desired.Name) && account.Status == Account.Types.Status.Refused);
    }

    private async Task<IReadOnlyList<Account>> AccountsAsync() =>
        (await new AccountService.AccountServiceClient(_silo.Calls).ListAccountsAsync(
            new() { Filter = "account.target.startsWith(\"crm-\")", PageSize = 1000 })).Accounts;

    private Task ApplyAsync(Func<string, TimeSpan> grace) => _silo.ApplyAsync(CellDocuments.All(_declared, _target.Attributes, grace));

    private Task LeaveAsync(Cell cell) =>
        SubmitAsync(new() { Source = "hr", SourceKey = cell.Key, EventId = cell.Key + ":leave", Kind = LifecycleEvent.Types.Kind.Leave });

    private async Task SubmitAsync(LifecycleEvent said) =>
        await new LifecycleEventService.LifecycleEventServiceClient(_silo.Calls).SubmitEventAsync(new() { Event = said });

    private static async Task ForEachAsync(Func<Cell, bool> which, Func<Cell, Task> act)
    {
        foreach (var cell in CellTable.All.Where(which))
        {
            await act(cell);
        }
    }
}
