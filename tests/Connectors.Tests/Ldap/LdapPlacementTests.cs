using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>Accounts in organisational units, and their first secret, against a real directory.</summary>
public sealed class LdapPlacementTests : ConnectorConformance
{
    private LdapTarget Ldap => (LdapTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithUnits_IsMadeAndSeenThere()
    {
        await AddUnitsAsync();

        var account = await CreateAsync((IAccountWriter)Target.Make(), Target.Account("jsmith") with { Placement = ["Staff", "Z\u00fcrich, West"] });

        Assert.Equal(Value.ListOf(["Staff", "Z\u00fcrich, West"]), account.Placement);
        Assert.EndsWith($"ou=Staff,{Ldap.People}", await DnAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_UnitNotThere_IsRefusedAndSaysSo()
    {
        var result = await ((IAccountWriter)Target.Make()).CreateAsync(Target.Account("jsmith") with { Placement = ["Nowhere"] }, Cancel);

        Assert.Equal((ConnectorStatus.Refused, "UNIT_NOT_FOUND"), (result.Status, result.Reason));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Update_OtherUnits_MovesWithTheNameAndKeepsGroups()
    {
        await AddUnitsAsync();
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["admins"] });

        AssertDone(await writer.UpdateAsync(ById(account), new() { Placement = ["Staff"], Name = "jsmith2" }, Cancel));
        AssertDone(await writer.UpdateAsync(ById(account), new() { Placement = ["Staff"], Name = "jsmith2" }, Cancel));

        var moved = ((ConnectorResult<ObservedAccount>)await ((IAccountReader)writer).ReadAsync(ById(account), Cancel)).Value!;
        Assert.Equal(("jsmith2", Value.ListOf(["Staff"])), (moved.Name, moved.Placement));
        Assert.Equal(["admins"], moved.Entitlements);
        AssertDone(await writer.UpdateAsync(ById(account), new() { Placement = [] }, Cancel));
        Assert.Equal($"employeeNumber=jsmith2,{Ldap.People}", await DnAsync());
    }

    [Fact]
    public async Task Create_WithASecret_ItSignsIn()
    {
        const string Secret = "Canary-7f3a-Secret!";
        var connector = Ldap.Factory.Create(Ldap.Target with { InitialSecret = new() }, Ldap.Secrets);
        await using (connector)
        {
            await CreateAsync((IAccountWriter)connector, Target.Account("jsmith") with { InitialSecret = new(Secret) });
        }

        Assert.True(await SignsInAsync(Secret));
        Assert.False(await SignsInAsync("another"));
    }

    [Fact]
    public void NewSecret_WrittenAsText_HidesItself() => Assert.Equal("(secret)", $"{new NewSecret("canary")}");

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();

    private async Task<bool> SignsInAsync(string secret)
    {
        var settings = Ldap.Target.Settings.SetItem("bindDn", await DnAsync()).SetItem("baseDn", "").Remove("groupBaseDn").Remove("emptyMember");
        await using var connector = Ldap.Factory.Create(Ldap.Target with { Settings = settings.SetItem("baseDn", await DnAsync()) }, new OneSecret(secret));
        var result = await connector.TestAsync(Cancel);
        return result.Reason != "INVALID_CREDENTIALS";
    }

    private async Task<string> DnAsync() => Assert.Single(await Ldap.Server.SearchAsync("(objectClass=inetOrgPerson)", ["cn"], Ldap.People)).Dn;

    private Task AddUnitsAsync() => Ldap.Server.ChangeAsync(
        $"""
        dn: ou=Staff,{Ldap.People}
        objectClass: organizationalUnit

        dn:: {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"ou=Z\u00fcrich\\, West,ou=Staff,{Ldap.People}"))}
        objectClass: organizationalUnit

        """);
}
