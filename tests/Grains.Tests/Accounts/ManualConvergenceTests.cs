using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;
using Prov.Grains.WorkItems;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Accounts that people look after, from the event to the person's word.</summary>
public sealed class ManualConvergenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-manual-");

    private string Export => Path.Combine(_folder.FullName, "payroll.csv");

    [Fact]
    public async Task Join_Manual_PendingUntilSomebodyConfirms()
    {
        await using var world = await StartAsync();
        await world.JoinAsync("1", "jane");
        var item = await OpenItemAsync(world);

        Assert.Equal(AccountStatus.Accepted, (await world.AccountAsync("1", "payroll")).Account.Status);
        Assert.Equal(("jane", ManualAction.Create, false), (item.Task!.AccountName, item.Task.Action, item.Task.Urgent));
        Assert.Contains("Set number to '1'.", ManualInstructions.StepsOf(item.Task));

        await CompleteAsync(world, item);

        await world.ConvergedAsync();
        Assert.Equal("jane", (await world.AccountAsync("1", "payroll")).Account.Observed!.Name);
        Assert.Single(await ItemsAsync(world));
    }

    [Fact]
    public async Task Complete_WithoutEvidence_RefusedAndStillOpen()
    {
        await using var world = await StartAsync();
        await world.JoinAsync("1", "jane");
        var item = await OpenItemAsync(world);

        var refused = await Assert.ThrowsAsync<WorkItemRefusedException>(
            () => world.Desk.CompleteAsync("t", item.Id, WorkItemDecision.Resolved, "", "done", " ", "clerk", CancellationToken.None));

        Assert.Equal(WorkItemReasons.EvidenceMissing, refused.Reason);
        Assert.Equal(WorkItemState.Open, (await OpenItemAsync(world)).State);
    }

    [Fact]
    public async Task Leave_BeforeAnybodyConfirmed_UrgentItemTakesThePlaceOfTheFirst()
    {
        await using var world = await StartAsync();
        await world.JoinAsync("1", "jane");
        var first = await OpenItemAsync(world);

        await world.LeaveAsync("1");

        var second = await OpenItemAsync(world, i => i.Id != first.Id);
        Assert.True(second.Task!.Urgent);
        Assert.Equal(first.Id, second.Task.Replaces);
        Assert.Equal(WorkItemState.Cancelled, (await world.Store.LoadWorkItemAsync("t", first.Id, CancellationToken.None))!.State);
        Assert.StartsWith("This takes the place of", ManualInstructions.StepsOf(second.Task)[0], StringComparison.Ordinal);
        Assert.Contains("Disable 'jane': nobody may sign in with it.", ManualInstructions.StepsOf(second.Task));

        await CompleteAsync(world, second);

        await world.ConvergedAsync();
        Assert.False((await world.AccountAsync("1", "payroll")).Account.Observed!.Enabled);
    }

    [Fact]
    public async Task Move_AfterAConfirmedCreate_OnlyTheDifferenceIsAsked()
    {
        await using var world = await StartAsync();
        await world.JoinAsync("1", "jane");
        await CompleteAsync(world, await OpenItemAsync(world));
        await world.ConvergedAsync();

        await world.MoveAsync("1", "jane-anne");

        var item = await OpenItemAsync(world);
        Assert.Equal(ManualAction.Change, item.Task!.Action);
        Assert.Equal(["full_name"], item.Task.Set.Keys);
    }

    [Fact]
    public async Task Complete_ExportShowsAnError_SameItemOpenAgainWithWhatIsWrong()
    {
        await using var world = await StartAsync(Export);
        await File.WriteAllTextAsync(Export, "login,active,full_name,number\r\n");
        await world.JoinAsync("1", "jane");
        var item = await OpenItemAsync(world);
        await CompleteAsync(world, item);

        // The export is older than the person's word: it proves nothing yet.
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("1", "payroll")).Account.FailureReason == "AWAITS_READ_BACK");
        await File.WriteAllTextAsync(Export, "login,active,full_name,number\r\njane,true,Jnae,1\r\n");
        await WakeAsync(world);

        var again = await OpenItemAsync(world);
        Assert.Equal(item.Id, again.Id);
        Assert.Equal((ManualAction.Change, "jane"), (again.Task!.Action, again.Task.Set["full_name"].AsString()));

        // The export that proved the error is older than the person's second word.
        await CompleteAsync(world, again);
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("1", "payroll")).Account.FailureReason == "AWAITS_READ_BACK");
        await File.WriteAllTextAsync(Export, "login,active,full_name,number\r\njane,true,jane,1\r\n");
        await WakeAsync(world);
        await world.ConvergedAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<AccountWorld> StartAsync(string? export = null) => AccountWorld.StartAsync(c => c with
    {
        Targets =
        [
            new TargetSystem
            {
                Name = "payroll",
                Connector = "manual",
                AccountName = new("identity.number == '1' ? 'jane' : identity.name"),
                OwnershipAttribute = "number",
                Mappings = [new("number", "identity.number"), new("full_name", "identity.name")],
                Settings = export is null
                    ? ImmutableSortedDictionary<string, string>.Empty
                    : ImmutableSortedDictionary<string, string>.Empty
                        .Add("exportPath", export).Add("exportNameColumn", "login").Add("exportEnabledColumn", "active"),
            },
        ],
        Policies = [new BirthrightPolicy { Name = "all", When = "true", Gives = new([], ["payroll"], []) }],
    });

    private static async Task<WorkItem> OpenItemAsync(AccountWorld world, Func<WorkItem, bool>? which = null)
    {
        WorkItem? found = null;
        await AccountWorld.UntilAsync(async () =>
            (found = (await ItemsAsync(world)).FirstOrDefault(i => i.State == WorkItemState.Open && which?.Invoke(i) != false)) is not null);
        return found!;
    }

    private static async Task<IReadOnlyList<WorkItem>> ItemsAsync(AccountWorld world) =>
        (await world.Store.ListWorkItemsAsync(new WorkItemQuery("t", 100, "") { Now = DateTimeOffset.UnixEpoch }, CancellationToken.None)).Items;

    private static Task CompleteAsync(AccountWorld world, WorkItem item) =>
        world.Desk.CompleteAsync("t", item.Id, WorkItemDecision.Resolved, "", "", "ticket 4711", "clerk", CancellationToken.None);

    private static async Task WakeAsync(AccountWorld world)
    {
        var row = await world.AccountAsync("1", "payroll");
        await world.Grains.GetGrain<Contracts.IAccountGrain>(Contracts.GrainKeys.Account(row.Desired.AccountId)).ResumeAsync(row.Desired, row.Account, null);
    }
}
