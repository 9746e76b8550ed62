using Prov.Domain.Accounts;
using Prov.Domain.Mappings;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;

namespace Prov.Grains.Tests.Accounts;

/// <summary>A target that confirms changes and does not make them stops the writing, not the engine.</summary>
public sealed class UnconvergedWriteTests
{
    // A database that keeps its own value, as some do with fields that they derive.
    private const string Stubborn =
        "create trigger keeps after update of full_name on accounts begin update accounts set full_name = 'KEPT' where id = new.id; end;";

    private const string Updates = "select count(*) from journal where op = 'update'";

    [Fact]
    public async Task Resume_SameDifferenceAfterSuccess_WritesStopAndAPersonIsAsked()
    {
        await using var world = await StartAsync();
        await StubbornAsync(world);

        var account = await ResumeAsync(world);
        Assert.Equal((AccountStatus.Refused, "WRITE_NOT_CONVERGING"), (account.Status, account.FailureReason));
        var written = await world.QueryAsync(Updates);
        await ResumeAsync(world);
        await ResumeAsync(world);

        Assert.Equal(written, await world.QueryAsync(Updates));
        var item = Assert.Single(await world.WorkItemsAsync());
        Assert.Equal((WorkItemKind.DataQuality, WorkItemState.Open, "full_name"), (item.Kind, item.State, item.Details["attributes"]));
        Assert.DoesNotContain("bert", item.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_SomebodyElseUndoesIt_IsWrittenAgainEachTime()
    {
        await using var world = await StartAsync();
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();

        for (var times = 0; times < 3; times++)
        {
            await world.ExecuteAsync("update accounts set enabled = '0'");
            Assert.Equal(AccountStatus.Converged, (await ResumeAsync(world)).Status);
            Assert.Equal(["1"], await world.QueryAsync("select enabled from accounts"));
        }

        Assert.Empty(await world.WorkItemsAsync());
    }

    [Fact]
    public async Task Move_AfterTheTargetWasPutRight_ConvergesAndClosesTheItem()
    {
        await using var world = await StartAsync();
        await StubbornAsync(world);
        await ResumeAsync(world);
        await world.ExecuteAsync("drop trigger keeps");

        await world.MoveAsync("E1", "carl");
        await AccountWorld.UntilAsync(async () => (await world.AccountAsync("E1", "crm")).Account.Status == AccountStatus.Converged);

        Assert.Equal(["carl"], await world.QueryAsync("select full_name from accounts"));
        Assert.Equal(WorkItemState.Cancelled, Assert.Single(await world.WorkItemsAsync()).State);
    }

    // A strong value is the one that is written again whenever the target shows another.
    private static Task<AccountWorld> StartAsync() => AccountWorld.StartAsync(c => c with
    {
        Targets = [c.Targets[0] with { Mappings = [new("number", "identity.number"), new("full_name", "identity.name") { Strength = MappingStrength.Strong }] }],
    });

    private static async Task StubbornAsync(AccountWorld world)
    {
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();
        await world.ExecuteAsync(Stubborn);
        await world.MoveAsync("E1", "bert");
        await world.ConvergedAsync();
        Assert.Equal(["KEPT"], await world.QueryAsync("select full_name from accounts"));
    }

    private static async Task<Account> ResumeAsync(AccountWorld world)
    {
        var row = await world.AccountAsync("E1", "crm");
        await world.Grains.GetGrain<IAccountGrain>(GrainKeys.Account(row.Desired.AccountId)).ResumeAsync(row.Desired, row.Account, null);
        return (await world.AccountAsync("E1", "crm")).Account;
    }
}
