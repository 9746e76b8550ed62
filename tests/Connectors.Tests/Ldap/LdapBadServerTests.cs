using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>Directories that hold or say what they should not.</summary>
public sealed class LdapBadServerTests : ConnectorConformance
{
    private LdapTarget Ldap => (LdapTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_AnotherEntryCameToThePlace_TheOtherIsNotTouched()
    {
        await using var relay = new LoopbackRelay("127.0.0.1", Ldap.Server.LdapPort);
        var writer = (IAccountWriter)MakeThrough(relay);
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        var find = relay.Requests + 1;
        relay.BeforeRequest = async request =>
        {
            if (request == find + 1)
            {
                await Ldap.Server.ChangeAsync($"dn: employeeNumber=jsmith,{Ldap.People}\nchangetype: delete\n\n{Person("jsmith")}");
            }
        };

        var result = await writer.UpdateAsync(ById(account), new() { Set = AttributeSet.Empty.Add("description", Value.From("mine")) }, Cancel);

        Assert.Equal((ConnectorStatus.Unavailable, "ENTRY_REPLACED"), (result.Status, result.Reason));
        Assert.Empty((await Ldap.Server.SearchAsync("(employeeNumber=jsmith)", ["description"], Ldap.People)).Single().Values("description"));
        AssertFailed(ConnectorStatus.NotFound, await writer.UpdateAsync(ById(account), new() { Set = Target.Attributes }, Cancel));
    }

    [Fact]
    public async Task Read_ValueThatIsNoText_IsReadAsOctets()
    {
        var connector = Target.Make(t => t with { Mappings = t.Mappings.Add(new("audio", "null")) });
        await Ldap.Server.ChangeAsync(Person("jsmith") + $"dn: employeeNumber=jsmith,{Ldap.People}\nchangetype: modify\nadd: audio\naudio:: {Convert.ToBase64String([0x41, 0xFF, 0xFE])}\n");

        var read = (await ((IAccountReader)connector).ReadAsync(ByName("jsmith"), Cancel)).Value!;

        Assert.Equal(ValueKind.Bytes, read.Attributes["audio"].Kind);
    }

    [Fact]
    public async Task Search_MoreThanTheServerGives_ReasonAndNotASilentEnd()
    {
        await Ldap.Server.ChangeAsync(string.Concat(Enumerable.Range(0, 6).Select(i => Person($"p{i}"))));
        await Ldap.Server.ChangeAsync(
            $"dn: cn=limited,{Ldap.Root}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\nuserPassword: {Ldap.Server.AdminPassword}\n");
        var connector = Target.Make("bindDn", $"cn=limited,{Ldap.Root}");

        var items = await ((IAccountSearcher)connector).SearchAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal((ConnectorStatus.Unavailable, "LIMIT_EXCEEDED"), (items[^1].Status, items[^1].Reason));
    }

    [Fact]
    public async Task Read_ServerRefersToAnother_ReasonSaysSo()
    {
        await Ldap.Server.ChangeAsync(
            $"dn: ou=elsewhere,{Ldap.Root}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.1:1/ou=people,dc=other\n");

        var result = await ((IAccountReader)Target.Make("baseDn", $"ou=elsewhere,{Ldap.Root}")).ReadAsync(ByName("jsmith"), Cancel);

        Assert.Equal((ConnectorStatus.Refused, "REFERRAL"), (result.Status, result.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Search_PagesWithoutEnd_EndWithAReason(bool isEmpty)
    {
        await using var server = new EndlessLdapServer(isEmpty ? [] : [$"employeeNumber=a,{Ldap.People}", $"employeeNumber=b,{Ldap.People}"]);
        var connector = Target.Make(t => t with
        {
            Settings = t.Settings.SetItem("security", "none").SetItem("port", $"{server.Port}").Remove("groupBaseDn").Remove("emptyMember"),
        });

        var items = await ((IAccountSearcher)connector).SearchAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal((ConnectorStatus.Refused, "PAGING_ENDLESS"), (items[^1].Status, items[^1].Reason));
        Assert.InRange(items.Count, 1, 3);
    }

    [Theory]
    [MemberData(nameof(AwkwardTexts))]
    public async Task Write_ValueThatLooksLikeAFilterOrAName_TouchesNothingElse(string text)
    {
        var writer = (IAccountWriter)Target.Make();
        var bystander = await CreateAsync(writer, Target.Account("bystander") with { Entitlements = ["admins"] });
        var change = new AccountChange { Name = text, Set = AttributeSet.Empty.Add("description", Value.From(text)), Add = ["admins"] };

        AssertFailed(ConnectorStatus.NotFound, await writer.UpdateAsync(ByName(text), change, Cancel));
        AssertFailed(ConnectorStatus.NotFound, await writer.UpdateAsync(new(text, text), change, Cancel));
        AssertDone(await writer.DeleteAsync(new(text, text), Cancel));

        var seen = await SeenAsync("bystander");
        AssertAttributes(Target.Attributes, seen);
        Assert.Equal(["admins"], seen.Entitlements);
        Assert.Equal(bystander.NativeId, (await ((IAccountReader)writer).ReadAsync(ByName("bystander"), Cancel)).Value!.NativeId);
    }

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();

    private IConnector MakeThrough(LoopbackRelay relay) => Target.Make(t => t with
    {
        Settings = t.Settings.SetItem("security", "none").SetItem("port", $"{relay.Port}").Remove("groupBaseDn").Remove("emptyMember"),
    });

    private string Person(string name) =>
        $"dn: employeeNumber={name},{Ldap.People}\nchangetype: add\nobjectClass: inetOrgPerson\nemployeeNumber: {name}\ncn: {name}\nsn: {name}\n\n";
}
