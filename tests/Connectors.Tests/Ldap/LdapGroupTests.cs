using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Tests.Ldap;

public sealed class LdapGroupTests : ConnectorConformance
{
    private LdapTarget Ldap => (LdapTarget)Target;

    [Fact]
    public async Task Remove_LastMember_PlaceholderStandsIn()
    {
        await Ldap.Server.ChangeAsync($"dn: cn=admins,{Ldap.Groups}\nchangetype: modify\nreplace: member\nmember: cn=other,{Ldap.Root}\n");
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["admins"] });
        await Ldap.Server.ChangeAsync($"dn: cn=admins,{Ldap.Groups}\nchangetype: modify\ndelete: member\nmember: cn=other,{Ldap.Root}\n");

        AssertDone(await writer.UpdateAsync(ById(account), new() { Remove = ["admins"] }, TestContext.Current.CancellationToken));

        Assert.Equal([$"cn=empty,{Ldap.Root}"], await MembersAsync());
    }

    [Fact]
    public async Task Remove_LastMemberWithoutPlaceholder_RefusedWithReason()
    {
        var writer = (IAccountWriter)Target.Make("emptyMember", "");
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["admins"] });
        await Ldap.Server.ChangeAsync($"dn: cn=admins,{Ldap.Groups}\nchangetype: modify\ndelete: member\nmember: cn=empty,{Ldap.Root}\n");

        var result = await writer.UpdateAsync(ById(account), new() { Remove = ["admins"] }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, "LAST_MEMBER"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Create_GroupNotThere_UnknownBecauseTheAccountIsThere()
    {
        var result = await ((IAccountWriter)Target.Make()).CreateAsync(
            Target.Account("jsmith") with { Entitlements = ["nowhere"] }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Unknown, "ENTITLEMENT_NOT_FOUND"), (result.Status, result.Reason));
        Assert.Equal(1, await Target.CountAsync());
    }

    [Theory]
    [InlineData("nowhere", "ENTITLEMENT_NOT_FOUND")]
    [InlineData("admins,ou=groups", "ENTITLEMENT_NOT_FOUND")]
    [InlineData("*", "ENTITLEMENT_NOT_FOUND")]
    public async Task Update_GroupNotThere_Refused(string entitlement, string reason)
    {
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith"));

        var result = await writer.UpdateAsync(ById(account), new() { Add = [entitlement] }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, reason), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Update_EntitlementAsDn_OnlyBelowTheGroups()
    {
        var connector = Target.Make("entitlementForm", "dn");
        var writer = (IAccountWriter)connector;
        var admins = $"cn=admins,{Ldap.Groups}";
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = [admins] });

        var outside = await writer.UpdateAsync(ById(account), new() { Add = [$"cn=admins,{Ldap.People}"] }, TestContext.Current.CancellationToken);

        Assert.Equal([admins], account.Entitlements);
        Assert.Equal((ConnectorStatus.Refused, "ENTITLEMENT_OUT_OF_SCOPE"), (outside.Status, outside.Reason));
    }

    [Fact]
    public async Task Delete_HeldGroups_AreLeftWithoutTheMember()
    {
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["admins"] });

        AssertDone(await writer.DeleteAsync(ById(account), TestContext.Current.CancellationToken));

        Assert.Equal([$"cn=empty,{Ldap.Root}"], await MembersAsync());
    }

    [Theory]
    [InlineData("noSuchAttribute", "x", "ATTRIBUTE_UNKNOWN")]
    [InlineData("manager", "not a name", "VALUE_INVALID")]
    [InlineData("member", "cn=x", "OBJECT_CLASS_VIOLATED")]
    public async Task Create_SchemaSaysNo_RefusedWithoutTheValue(string attribute, string value, string reason)
    {
        var account = Target.Account("jsmith") with { Attributes = Target.Attributes.Add(attribute, Value.From(value)) };

        var result = await ((IAccountWriter)Target.Make()).CreateAsync(account, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Refused, reason), (result.Status, result.Reason));
        Assert.DoesNotContain(value, $"{result.Reason}", StringComparison.Ordinal);
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task Create_ValueThatTheDirectoryWantsOnce_Conflict()
    {
        var writer = (IAccountWriter)Target.Make();
        var uid = AttributeSet.Empty.AddRange(Target.Attributes).Add("uid", Value.From(Ldap.Root));
        await CreateAsync(writer, Target.Account("first") with { Attributes = uid });

        var result = await writer.CreateAsync(Target.Account("second") with { Attributes = uid }, TestContext.Current.CancellationToken);

        Assert.Equal((ConnectorStatus.Conflict, "UNIQUE_VIOLATION"), (result.Status, result.Reason));
    }

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();

    private async Task<IReadOnlyList<string>> MembersAsync() =>
        (await Ldap.Server.SearchAsync("(cn=admins)", ["member"], Ldap.Groups)).Single().Values("member");
}
