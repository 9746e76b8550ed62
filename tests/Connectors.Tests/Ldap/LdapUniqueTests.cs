using System.Security.Cryptography;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>An attribute that the server's overlay "unique" watches names the accounts, as it does in most directories.</summary>
public sealed class LdapUniqueTests : ConnectorConformance
{
    [Fact]
    public async Task Update_NameThatTheServerKeepsUnique_AccountIsRenamed()
    {
        var name = "u" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var writer = (IAccountWriter)Target.Make("rdnAttribute", "uid");
        var account = await CreateAsync(writer, Target.Account(name));

        AssertDone(await writer.UpdateAsync(ById(account), new() { Name = name + "x" }, TestContext.Current.CancellationToken));

        var ldap = (LdapTarget)Target;
        Assert.Equal([$"uid={name}x,{ldap.People}"], (await ldap.Server.SearchAsync("(uid=*)", ["1.1"], ldap.People)).Select(e => e.Dn));
    }

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}
