using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>Changes that another client makes in a real directory, by each way to follow them.</summary>
public sealed class LdapChangeTests : ConnectorConformance
{
    private LdapTarget Ldap => (LdapTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("syncrepl")]
    [InlineData("accesslog")]
    public async Task Read_AddedAndChanged_ToldOnceWithWhatTheyAreNow(string changes)
    {
        var connector = Target.Make("changes", changes);
        await CreateAsync((IAccountWriter)connector, Target.Account("bystander"));
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync(Person("anna") + $"dn: employeeNumber=anna,{Ldap.People}\nchangetype: modify\nreplace: description\ndescription: other\n");

        var (told, next) = await ReadAsync(connector, token);

        var anna = Assert.Single(told).Account!;
        Assert.Equal(("anna", Value.From("other")), (anna.Name, anna.Attributes["description"]));
        Assert.Equal(anna.NativeId, told[0].Locator.NativeId);
        Assert.Empty((await ReadAsync(connector, next)).Told);
    }

    [Fact]
    public async Task Read_ByTimes_ChangesOfTheLastSecondsAreAllTold()
    {
        var connector = Target.Make("changes", "modifyTimestamp");
        var empty = await TokenAsync(connector);
        await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync(Person("bela"));

        Assert.Equal(["anna", "bela"], (await ReadAsync(connector, empty)).Told.Select(t => t.Account!.Name).Order());
        var (told, next) = await ReadAsync(connector, token);
        Assert.Contains("bela", told.Select(t => t.Account!.Name));
        Assert.True(string.CompareOrdinal(next.Text, token.Text) >= 0);
    }

    [Theory]
    [InlineData("syncrepl")]
    [InlineData("accesslog")]
    public async Task Read_Deleted_ToldAsGone(string changes)
    {
        var connector = Target.Make("changes", changes);
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync($"dn: employeeNumber=anna,{Ldap.People}\nchangetype: delete\n");

        var told = Assert.Single((await ReadAsync(connector, token)).Told);

        Assert.Equal((account.NativeId, (ObservedAccount?)null), (told.Locator.NativeId, told.Account));
    }

    [Theory]
    [InlineData("syncrepl")]
    [InlineData("accesslog")]
    public async Task Read_Renamed_ToldUnderTheSameId(string changes)
    {
        var connector = Target.Make("changes", changes);
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync($"dn: employeeNumber=anna,{Ldap.People}\nchangetype: modrdn\nnewrdn: employeeNumber=anne\ndeleteoldrdn: 1\n");

        var told = Assert.Single((await ReadAsync(connector, token)).Told);

        Assert.Equal((account.NativeId, "anne"), (told.Locator.NativeId, told.Account?.Name));
    }

    [Fact]
    public async Task Read_UnitMoved_AllInItAreTold()
    {
        var connector = Target.Make("changes", "accesslog");
        await Ldap.Server.ChangeAsync($"dn: ou=Old,{Ldap.People}\nobjectClass: organizationalUnit\n");
        await CreateAsync((IAccountWriter)connector, Target.Account("anna") with { Placement = ["Old"] });
        await CreateAsync((IAccountWriter)connector, Target.Account("bela") with { Placement = ["Old"] });
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync($"dn: ou=Old,{Ldap.People}\nchangetype: modrdn\nnewrdn: ou=New\ndeleteoldrdn: 1\n");

        var told = (await ReadAsync(connector, token)).Told.Where(t => t.Account is not null).ToList();

        Assert.Equal(["anna", "bela"], told.Select(t => t.Account!.Name).Order());
        Assert.All(told, t => Assert.Equal(Value.ListOf(["New"]), t.Account!.Placement));
    }

    [Fact]
    public async Task Read_JoinedAndLeftGroups_BothToldWithWhatTheyHold()
    {
        var connector = Target.Make("changes", "accesslog");
        var writer = (IAccountWriter)connector;
        await CreateAsync(writer, Target.Account("joins"));
        await CreateAsync(writer, Target.Account("leaves") with { Entitlements = ["admins"] });
        await CreateAsync(writer, Target.Account("stays") with { Entitlements = ["admins"] });
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync(
            $"dn: cn=admins,{Ldap.Groups}\nchangetype: modify\nadd: member\nmember: employeeNumber=joins,{Ldap.People}\n-\n"
            + $"delete: member\nmember: employeeNumber=leaves,{Ldap.People}\n");

        var told = (await ReadAsync(connector, token)).Told.OrderBy(t => t.Account?.Name).ToList();

        Assert.Equal(["joins", "leaves"], told.Select(t => t.Account?.Name));
        Assert.Equal(["admins"], told[0].Account!.Entitlements);
        Assert.Empty(told[1].Account!.Entitlements);
    }

    [Theory]
    [InlineData("changetype: delete\n")]
    [InlineData("changetype: modify\nreplace: member\nmember: cn=other\n")]
    public async Task Read_GroupGoneOrReplaced_OnlyAFullSearchCanTell(string change)
    {
        var connector = Target.Make("changes", "accesslog");
        await CreateAsync((IAccountWriter)connector, Target.Account("anna") with { Entitlements = ["admins"] });
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync($"dn: cn=admins,{Ldap.Groups}\n{change}");

        Assert.Equal(ChangeToken.LostReason, await LostAsync(connector, token));
    }

    [Fact]
    public async Task Read_ServerForgotDeletions_OnlyAFullSearchCanTell()
    {
        var connector = Target.Make("changes", "syncrepl");
        await CreateAsync((IAccountWriter)connector, Target.Account("anna"));
        var token = await TokenAsync(connector);
        await Ldap.Server.ChangeAsync($"dn: employeeNumber=anna,{Ldap.People}\nchangetype: delete\n");
        await Ldap.Server.RestartAsync();

        Assert.Equal(ChangeToken.LostReason, await LostAsync(connector, token));
    }

    [Fact]
    public async Task Read_LogWasRemoved_OnlyAFullSearchCanTell()
    {
        var connector = Target.Make("changes", "accesslog");
        var token = new ChangeToken("AccessLog:rid=000,csn=20200101000000.000000Z#000000#000#000000");

        Assert.Equal(ChangeToken.LostReason, await LostAsync(connector, token));
    }

    [Fact]
    public async Task Read_TokenOfAnotherWay_OnlyAFullSearchCanTell()
    {
        var token = await TokenAsync(Target.Make("changes", "syncrepl"));

        Assert.Equal(ChangeToken.LostReason, await LostAsync(Target.Make("changes", "accesslog"), token));
    }

    [Fact]
    public void Make_WithoutChanges_CannotTellThem() => Assert.False(Target.Make() is IAccountChangeReader);

    // Deletions are told for the whole server, so that of other tests would be told too.
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartOwnAsync();

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

    private string Person(string name) =>
        $"dn: employeeNumber={name},{Ldap.People}\nchangetype: add\nobjectClass: inetOrgPerson\nemployeeNumber: {name}\ncn: {name}\nsn: {name}\n\n";
}
