using System.Globalization;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>A change of a group costs the same however many members it has, on the wire and in round trips.</summary>
public sealed class LdapLargeGroupTests : ConnectorConformance
{
    private const int Large = 100_000;

    private LdapTarget Ldap => (LdapTarget)Target;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_GroupOfAHundredThousand_CostsAsMuchAsASmallOne()
    {
        await AddGroupAsync("small", 1);
        await AddGroupAsync("large", Large);
        await using var relay = new LoopbackRelay("127.0.0.1", Ldap.Server.LdapPort);
        var writer = (IAccountWriter)Target.Make(t => t with
        {
            Settings = t.Settings.SetItem("security", "none").SetItem("port", $"{relay.Port}"),
        });
        var account = await CreateAsync(writer, Target.Account("jsmith"));

        var small = await CostAsync(relay, writer, account, "small");
        var large = await CostAsync(relay, writer, account, "large");

        Assert.Equal(small, large);
        Assert.InRange(large.Octets, 1, 8_000);
        var members = (await Ldap.Server.SearchAsync("(cn=large)", ["member"], Ldap.Groups)).Single().Values("member");
        Assert.Equal(Large, members.Count);
    }

    [Fact]
    public async Task Search_AccountsShowTheirGroups_NoGroupIsRead()
    {
        await AddGroupAsync("large", Large);
        await using var relay = new LoopbackRelay("127.0.0.1", Ldap.Server.LdapPort);
        var connector = Target.Make(t => t with
        {
            Settings = t.Settings.SetItem("security", "none").SetItem("port", $"{relay.Port}").SetItem("memberOfAttribute", "memberOf"),
        });
        await CreateAsync((IAccountWriter)connector, Target.Account("jsmith") with { Entitlements = ["large", "admins"] });
        var before = relay.Octets;

        var found = Assert.Single(await ((IAccountSearcher)connector).SearchAsync(Cancel).ToListAsync(Cancel));

        Assert.Equal(["admins", "large"], found.Value!.Entitlements);
        Assert.InRange(relay.Octets - before, 1, 4_000);
    }

    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartOwnAsync();

    /// <summary>What it costs to come into a group and to leave it.</summary>
    private static async Task<(int Requests, long Octets)> CostAsync(LoopbackRelay relay, IAccountWriter writer, Domain.Accounts.ObservedAccount account, string group)
    {
        var (requests, octets) = (relay.Requests, relay.Octets);
        AssertDone(await writer.UpdateAsync(ById(account), new() { Add = [group] }, Cancel));
        var read = await ((IAccountReader)writer).ReadAsync(ById(account), Cancel);
        Assert.Equal([group], read.Value!.Entitlements);
        AssertDone(await writer.UpdateAsync(ById(account), new() { Remove = [group] }, Cancel));
        return (relay.Requests - requests, relay.Octets - octets);
    }

    private async Task AddGroupAsync(string name, int members)
    {
        var all = string.Concat(Enumerable.Range(0, members).Select(i => string.Create(CultureInfo.InvariantCulture, $"member: cn=m{i},{Ldap.Root}\n")));
        await Ldap.Server.ChangeAsync($"dn: cn={name},{Ldap.Groups}\nobjectClass: groupOfNames\n{all}");
    }
}
