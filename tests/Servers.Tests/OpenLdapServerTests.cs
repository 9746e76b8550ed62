using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class OpenLdapServerTests
{
    private static readonly TimeSpan Frozen = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Start_Fresh_HasUnitsForPeopleAndGroups()
    {
        var server = await SharedServers.OpenLdapAsync();

        var units = await server.SearchAsync("(objectClass=organizationalUnit)", ["ou"]);

        Assert.Contains(server.PeopleDn, units.Select(unit => unit.Dn));
        Assert.Contains(server.GroupsDn, units.Select(unit => unit.Dn));
        Assert.Equal(["people"], units.Single(unit => unit.Dn == server.PeopleDn).Values("OU"));
    }

    [Fact]
    public async Task Overlays_GroupWithMember_GivesMemberOfAndLosesDeletedMember()
    {
        await using var server = await OpenLdapServer.StartAsync();
        await server.ChangeAsync(Person(server, "anna") + Person(server, "bela") + Group(server, "staff", "anna", "bela"));

        var anna = Assert.Single(await server.SearchAsync("(uid=anna)", ["memberOf"]));
        Assert.Equal([$"cn=staff,{server.GroupsDn}"], anna.Values("memberOf"));

        await server.ChangeAsync($"dn: {anna.Dn}\nchangetype: delete\n");
        var group = Assert.Single(await server.SearchAsync("(cn=staff)", ["member"]));
        Assert.Equal([$"uid=bela,{server.PeopleDn}"], group.Values("member"));
        Assert.NotEmpty(await server.SearchAsync("(objectClass=auditDelete)", ["reqDN"], "cn=accesslog"));
    }

    [Fact]
    public async Task Overlays_SameUidTwice_Refuses()
    {
        await using var server = await OpenLdapServer.StartAsync();
        await server.ChangeAsync(Person(server, "anna"));

        var again = Person(server, "anna").Replace($"uid=anna,{server.PeopleDn}", $"cn=other,{server.PeopleDn}", StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => server.ChangeAsync(again));

        Assert.Contains("Constraint violation", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ValueOutsideAscii_ReadsUtf8()
    {
        await using var server = await OpenLdapServer.StartAsync();
        await server.ChangeAsync(Person(server, "jose", "José Ñandú"));

        var person = Assert.Single(await server.SearchAsync("(uid=jose)", ["cn"]));

        Assert.Equal(["José Ñandú"], person.Values("cn"));
    }

    [Fact]
    public async Task Ldaps_CertificateOfOwnAuthority_IsTrustedThroughItsFile()
    {
        var server = await SharedServers.OpenLdapAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.LdapsPort);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(server.CaCertificatePath);
        await using var tls = new SslStream(client.GetStream());

        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = policy,
        });

        Assert.True(tls.IsEncrypted);
    }

    [Fact]
    public async Task Restart_AfterStop_KeepsPortAndEntries()
    {
        await using var server = await OpenLdapServer.StartAsync();
        var port = server.LdapPort;

        await server.StopAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.SearchAsync("(ou=people)"));
        await server.RestartAsync();

        Assert.Equal(port, server.LdapPort);
        Assert.Single(await server.SearchAsync("(ou=people)"));
    }

    [Fact]
    public async Task Pause_Running_AnswersOnlyAfterResume()
    {
        await using var server = await OpenLdapServer.StartAsync();

        await server.PauseAsync();
        var answer = server.SearchAsync("(ou=people)");
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(Frozen));
        await server.ResumeAsync();

        Assert.Single(await answer.WaitAsync(Limit));
    }

    [Fact]
    public async Task Dispose_Paused_LeavesNoProcessAndNoFile()
    {
        var server = await OpenLdapServer.StartAsync();
        var process = server.ProcessId;
        var folder = Path.GetDirectoryName(server.LogFile);
        await server.PauseAsync();

        await server.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.False(Directory.Exists(folder));
    }

    private static string Person(OpenLdapServer server, string uid, string? name = null) =>
        $"dn: uid={uid},{server.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name ?? uid}\nsn: {uid}\n\n";

    private static string Group(OpenLdapServer server, string name, params string[] members) =>
        $"dn: cn={name},{server.GroupsDn}\nobjectClass: groupOfNames\ncn: {name}\n"
        + string.Concat(members.Select(member => $"member: uid={member},{server.PeopleDn}\n")) + "\n";
}
