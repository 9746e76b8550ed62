using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.ActiveDirectory;

/// <summary>What is Active Directory's own, on a real domain.</summary>
public sealed class ActiveDirectoryAccountTests : ConnectorConformance
{
    private const string Secret = "Canary-7f3a-Secret!";
    private readonly string _name = $"u{Guid.NewGuid():N}"[..16];

    private ActiveDirectoryTarget Domain => (ActiveDirectoryTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithASecret_IsEnabledAndSignsIn()
    {
        var connector = Domain.MakeUsual(t => t with { InitialSecret = new() });

        var account = await CreateAsync((IAccountWriter)connector, Target.Account(_name) with { InitialSecret = new(Secret) });

        Assert.True(account.Enabled);
        Assert.Equal(_name, account.Name);
        var shown = await Domain.Server.ToolAsync("user", "show", _name);
        Assert.Contains("userAccountControl: 512\n", shown, StringComparison.Ordinal);
        Assert.Contains($"objectGUID: {account.NativeId}", shown, StringComparison.Ordinal);
        Assert.Null(await SignInAsync(_name, Secret));
        Assert.Equal("INVALID_CREDENTIALS", await SignInAsync(_name, "another"));
    }

    [Fact]
    public async Task Create_SecretBreaksThePolicy_RefusedAndNothingMade()
    {
        var connector = Domain.MakeUsual(t => t with { InitialSecret = new() });

        var result = await ((IAccountWriter)connector).CreateAsync(Target.Account(_name) with { InitialSecret = new("x") }, Cancel);

        Assert.Equal((ConnectorStatus.Refused, "PASSWORD_POLICY"), (result.Status, result.Reason));
        Assert.Equal(0, await Target.CountAsync());
    }

    [Fact]
    public async Task SignIn_AccountIsDisabled_TheReasonSaysSo()
    {
        var writer = (IAccountWriter)Domain.MakeUsual(t => t with { InitialSecret = new() });
        var account = await CreateAsync(writer, Target.Account(_name) with { InitialSecret = new(Secret) });

        AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = false }, Cancel));

        Assert.Equal("SIGN_IN_DISABLED", await SignInAsync(_name, Secret));
    }

    [Theory]
    [InlineData("pwdLastSet: 0", "PASSWORD_EXPIRED")]
    [InlineData("accountExpires: 116444736010000000", "SIGN_IN_EXPIRED")]
    public async Task SignIn_AccountOrPasswordHasExpired_TheReasonSaysSo(string setting, string reason)
    {
        var writer = (IAccountWriter)Domain.MakeUsual(t => t with { InitialSecret = new() });
        await CreateAsync(writer, Target.Account(_name) with { InitialSecret = new(Secret) });
        await Domain.Server.ChangeAsync($"dn: CN={_name},{Domain.People}\nchangetype: modify\nreplace: {setting.Split(':')[0]}\n{setting}\n");

        Assert.Equal(reason, await SignInAsync(_name, Secret));
    }

    [Fact]
    public async Task Update_DisableAndEnable_OtherFlagsStay()
    {
        const int PasswordNeverExpires = 0x10000;
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith"));
        await Domain.Server.ChangeAsync(
            $"dn: CN=jsmith,{Domain.People}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: {0x200 | PasswordNeverExpires}\n");

        AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = false }, Cancel));
        Assert.Equal(0x202 | PasswordNeverExpires, await FlagsAsync());
        AssertDone(await writer.UpdateAsync(ById(account), new() { Enabled = true }, Cancel));
        Assert.Equal(0x200 | PasswordNeverExpires, await FlagsAsync());
    }

    [Fact]
    public async Task Create_AccountNameTakenElsewhereInTheDomain_Conflict()
    {
        await Domain.Server.ChangeAsync($"dn: CN=elsewhere,{Domain.Root}\nobjectClass: user\nsAMAccountName: {_name}\n");

        var result = await ((IAccountWriter)Domain.MakeUsual()).CreateAsync(Target.Account(_name), Cancel);

        Assert.Equal((ConnectorStatus.Conflict, "NAME_TAKEN"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Update_EntryNamedByAMapping_IsRenamedByItsValueAndKeepsItsAccountName()
    {
        var writer = (IAccountWriter)Domain.MakeUsual(MappedName);
        var attributes = Target.Attributes.Add("cn", Value.From("Smith, Jane"));
        var account = await CreateAsync(writer, Target.Account(_name) with { Attributes = attributes, Entitlements = ["admins"] });
        var change = new AccountChange { Set = AttributeSet.Empty.Add("cn", Value.From("Miller, Jane")).Add("displayName", Value.From("J. Miller")) };

        AssertDone(await writer.UpdateAsync(ById(account), change, Cancel));
        AssertDone(await writer.UpdateAsync(ById(account), change, Cancel));

        var read = (await ((IAccountReader)writer).ReadAsync(ByName(_name), Cancel)).Value!;
        Assert.Equal((account.NativeId, Value.From("Miller, Jane"), Value.From("J. Miller")), (read.NativeId, read.Attributes["cn"], read.Attributes["displayName"]));
        Assert.Equal(["admins"], read.Entitlements);
        AssertDone(await writer.UpdateAsync(ById(account), new() { Name = $"{_name}x" }, Cancel));
        Assert.Contains("Miller", await Domain.Server.ToolAsync("user", "show", $"{_name}x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_EntryNameOfAnotherInTheUnit_RefusedBecauseAnotherAccountNameDoesNotHelp()
    {
        var writer = (IAccountWriter)Domain.MakeUsual(MappedName);
        var attributes = Target.Attributes.Add("cn", Value.From("Jane Smith"));
        await CreateAsync(writer, Target.Account(_name) with { Attributes = attributes });

        var result = await writer.CreateAsync(Target.Account($"{_name}2") with { Attributes = attributes }, Cancel);

        Assert.Equal((ConnectorStatus.Refused, "ENTRY_NAME_TAKEN"), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Update_OtherUnit_MovesAndKeepsIdAndGroups()
    {
        await Domain.Server.ChangeAsync($"dn: OU=Staff,{Domain.People}\nobjectClass: organizationalUnit\n");
        var writer = (IAccountWriter)Target.Make();
        var account = await CreateAsync(writer, Target.Account("jsmith") with { Entitlements = ["admins"] });

        AssertDone(await writer.UpdateAsync(ById(account), new() { Placement = ["Staff"], Name = "jsmith2" }, Cancel));

        var moved = (await ((IAccountReader)writer).ReadAsync(ById(account), Cancel)).Value!;
        Assert.Equal(("jsmith2", Value.ListOf(["Staff"])), (moved.Name, moved.Placement));
        Assert.Equal(["admins"], moved.Entitlements);
    }

    [Fact]
    public async Task Remove_PrimaryGroup_TheAccountLeavesItForTheUsualOne()
    {
        var connector = Target.Make();
        var account = await CreateAsync((IAccountWriter)connector, Target.Account("jsmith") with { Entitlements = ["admins"] });
        var number = (await Domain.Server.SearchAsync("(cn=admins)", ["primaryGroupToken"], Domain.Groups)).Single().Values("primaryGroupToken").Single();
        await Domain.Server.ChangeAsync($"dn: CN=jsmith,{Domain.People}\nchangetype: modify\nreplace: primaryGroupID\nprimaryGroupID: {number}\n");

        Assert.Equal(["admins"], (await ((IAccountReader)connector).ReadAsync(ById(account), Cancel)).Value!.Entitlements);
        var all = await ((IAccountSearcher)connector).SearchAsync(Cancel).ToListAsync(Cancel);
        Assert.Equal(["admins"], Assert.Single(all).Value!.Entitlements);
        AssertDone(await ((IAccountWriter)connector).UpdateAsync(ById(account), new() { Remove = ["admins"] }, Cancel));

        Assert.Empty((await ((IAccountReader)connector).ReadAsync(ById(account), Cancel)).Value!.Entitlements);
        Assert.Empty((await SeenAsync("jsmith")).Entitlements);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("memberOf")]
    public async Task Search_GroupLargerThanARange_EveryMemberHoldsIt(string memberOf)
    {
        const int Members = 1600;
        var people = string.Concat(Enumerable.Range(0, Members).Select(i => $"dn: CN=m{i},{Domain.People}\nobjectClass: user\n\n"));
        var members = string.Concat(Enumerable.Range(0, Members).Select(i => $"member: CN=m{i},{Domain.People}\n"));
        await Domain.Server.ChangeAsync($"{people}dn: CN=large,{Domain.Groups}\nobjectClass: group\n{members}");

        var found = await ((IAccountSearcher)Target.Make("memberOfAttribute", memberOf)).SearchAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal(Members, found.Count);
        Assert.All(found, item => Assert.Equal(["large"], item.Value!.Entitlements));
    }

    [Theory]
    [InlineData("changes", "syncrepl", "SETTING_NOT_ALLOWED")]
    [InlineData("security", "none", "INSECURE_TRANSPORT")]
    public void Check_SettingThatDoesNotFit_Refused(string name, string value, string reason)
    {
        var target = Target.Target with { InitialSecret = new() };

        Assert.Equal(reason, Assert.Single(SettingsCheck.Check(Target.Factory, target with { Settings = target.Settings.SetItem(name, value) })).Reason);
    }

    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();

    private static TargetSystem MappedName(TargetSystem target) => target with { Mappings = target.Mappings.Add(new AttributeMapping("cn", "null")) };

    private async Task<int> FlagsAsync() =>
        int.Parse((await Domain.Server.SearchAsync("(cn=jsmith)", ["userAccountControl"], Domain.People)).Single().Values("userAccountControl").Single(), null);

    /// <summary>The reason why a sign-in was refused; null when it was not.</summary>
    private async Task<string?> SignInAsync(string name, string secret)
    {
        var settings = Domain.Target.Settings.SetItem("bindDn", $"EXAMPLE\\{name}").SetItem("baseDn", Domain.Server.BaseDn).Remove("groupBaseDn");
        await using var connector = Target.Factory.Create(Domain.Target with { Settings = settings }, new OneSecret(secret));
        var result = await connector.TestAsync(Cancel);
        return result.IsDone ? null : result.Reason;
    }
}
