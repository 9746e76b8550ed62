using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Tests.ActiveDirectory;

/// <summary>Changes that another client makes in a real domain. The feeds tell those of the whole domain; the tests look at their own.</summary>
public sealed class ActiveDirectoryChangeTests : ConnectorConformance
{
    private ActiveDirectoryTarget Domain => (ActiveDirectoryTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dirSync")]
    [InlineData("usnChanged")]
    public async Task Read_AddedAndChanged_ToldWithWhatTheyAreNow(string changes)
    {
        var connector = Target.Make("changes", changes);
        var bystander = await CreateAsync((IAccountWriter)connector, Target.Account("bystander"));
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync(Person("anna") + $"dn: CN=anna,{Domain.People}\nchangetype: modify\nreplace: description\ndescription: other\n");

        var (told, next) = await ReadAsync(connector, token);

        var anna = Assert.Single(told, t => t.Account?.Name == "anna");
        Assert.Equal(Value.From("other"), anna.Account!.Attributes["description"]);
        Assert.Equal(anna.Account.NativeId, anna.Locator.NativeId);
        Assert.DoesNotContain(bystander.NativeId, told.Select(t => t.Locator.NativeId));
        Assert.DoesNotContain(anna.Account.NativeId, (await ReadAsync(connector, next)).Told.Select(t => t.Locator.NativeId));
    }

    [Theory]
    [InlineData("dirSync")]
    [InlineData("usnChanged")]
    public async Task Read_Deleted_ToldAsGone(string changes)
    {
        var connector = Target.Make("changes", changes);
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync($"dn: CN=anna,{Domain.People}\nchangetype: delete\n");

        var told = Assert.Single((await ReadAsync(connector, token)).Told, t => t.Locator.NativeId == account.NativeId);

        Assert.Null(told.Account);
    }

    [Theory]
    [InlineData("dirSync")]
    [InlineData("usnChanged")]
    public async Task Read_RenamedAndMoved_ToldUnderTheSameId(string changes)
    {
        var connector = Target.Make("changes", changes);
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var leaver = await CreateAsync((IAccountWriter)connector, Target.Account("leaver"));
        await Domain.Server.ChangeAsync($"dn: OU=West,{Domain.People}\nobjectClass: organizationalUnit\n");
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync(
            $"dn: CN=anna,{Domain.People}\nchangetype: modrdn\nnewrdn: CN=anne\ndeleteoldrdn: 1\nnewsuperior: OU=West,{Domain.People}\n\n"
            + $"dn: CN=leaver,{Domain.People}\nchangetype: modrdn\nnewrdn: CN=leaver\ndeleteoldrdn: 1\nnewsuperior: {Domain.Root}\n");

        var told = (await ReadAsync(connector, token)).Told;

        var moved = Assert.Single(told, t => t.Locator.NativeId == account.NativeId).Account!;
        Assert.Equal(("anne", Value.ListOf(["West"])), (moved.Name, moved.Placement));
        Assert.Null(Assert.Single(told, t => t.Locator.NativeId == leaver.NativeId).Account);
    }

    [Fact]
    public async Task Read_JoinedAndLeftGroups_BothToldWithWhatTheyHold()
    {
        var connector = Target.Make("changes", "dirSync");
        var writer = (IAccountWriter)connector;
        var joins = await CreateAsync(writer, Target.Account("joins"));
        var leaves = await CreateAsync(writer, Target.Account("leaves") with { Entitlements = ["admins"] });
        var stays = await CreateAsync(writer, Target.Account("stays") with { Entitlements = ["admins"] });
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync(
            $"dn: CN=admins,{Domain.Groups}\nchangetype: modify\nadd: member\nmember: CN=joins,{Domain.People}\n-\n"
            + $"delete: member\nmember: CN=leaves,{Domain.People}\n");

        var told = (await ReadAsync(connector, token)).Told.ToLookup(t => t.Locator.NativeId);

        Assert.Equal(["admins"], Assert.Single(told[joins.NativeId]).Account!.Entitlements);
        Assert.Empty(Assert.Single(told[leaves.NativeId]).Account!.Entitlements);
        Assert.Empty(told[stays.NativeId]);
    }

    [Theory]
    [InlineData("changetype: delete\n")]
    [InlineData("changetype: modrdn\nnewrdn: CN=others\ndeleteoldrdn: 1\n")]
    public async Task Read_GroupGoneOrRenamed_OnlyAFullSearchCanTell(string change)
    {
        var connector = Target.Make("changes", "dirSync");
        await CreateAsync((IAccountWriter)connector, Target.Account("anna") with { Entitlements = ["admins"] });
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync($"dn: CN=admins,{Domain.Groups}\n{change}");

        Assert.Equal(ChangeToken.LostReason, await LostAsync(connector, token));
    }

    [Fact]
    public async Task Read_NewGroupWithMember_IsToldAndNothingIsLost()
    {
        var connector = Target.Make("changes", "dirSync");
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Domain.Server.ChangeAsync($"dn: CN=new,{Domain.Groups}\nobjectClass: group\nmember: CN=anna,{Domain.People}\n");

        Assert.Equal(["new"], Assert.Single((await ReadAsync(connector, token)).Told, t => t.Locator.NativeId == account.NativeId).Account!.Entitlements);
    }

    [Fact]
    public async Task Read_AnotherControllerAnswers_OnlyAFullSearchCanTell()
    {
        var token = new ChangeToken($"UsnChanged:1:{Guid.NewGuid()}");

        Assert.Equal(ChangeToken.LostReason, await LostAsync(Target.Make("changes", "usnChanged"), token));
    }

    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();

    private static async Task<ChangeToken> TokenAsync(IConnector connector)
    {
        var token = await Capability<IAccountChangeReader>(connector).CurrentTokenAsync(Cancel);
        AssertDone(token);
        return token.Value!;
    }

    private static async Task<(ImmutableArray<ObservedChange> Told, ChangeToken Next)> ReadAsync(IConnector connector, ChangeToken token)
    {
        var told = ImmutableArray.CreateBuilder<ObservedChange>();
        await foreach (var page in ((IAccountChangeReader)connector).ReadChangesAsync(token, Cancel))
        {
            AssertDone(page);
            told.AddRange(page.Value!.Changes);
            token = page.Value.Next;
        }

        return (told.ToImmutable(), token);
    }

    private static async Task<string> LostAsync(IConnector connector, ChangeToken token) =>
        Assert.Single(await ((IAccountChangeReader)connector).ReadChangesAsync(token, Cancel).ToListAsync(Cancel)).Reason;

    private string Person(string name) => $"dn: CN={name},{Domain.People}\nchangetype: add\nobjectClass: user\nuserAccountControl: 512\n\n";
}
