using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>OpenLDAP, changed with ldapmodify and read with ldapsearch, which are its own tools.</summary>
internal sealed class OpenLdapUnderDrift : DirectoryUnderDrift
{
    private const string Locked = "pwdAccountLockedTime";

    private readonly OpenLdapServer _server;
    private readonly string _secretFile;

    private OpenLdapUnderDrift(OpenLdapServer server, string secretFile) => (_server, _secretFile) = (server, secretFile);

    public override string Department => "departmentNumber";

    protected override string GroupDn => $"cn={Group},{_server.GroupsDn}";

    private string Empty => $"cn=empty,{_server.BaseDn}";

    public static async Task<DirectoryUnderDrift> StartAsync(string folder)
    {
        var directory = new OpenLdapUnderDrift(await OpenLdapServer.StartAsync(), Path.Combine(folder, "directory-password"));
        await File.WriteAllTextAsync(directory._secretFile, directory._server.AdminPassword);
        await directory.ChangeAsync($"dn: {directory.GroupDn}\nobjectClass: groupOfNames\nmember: {directory.Empty}\n");
        return directory;
    }

    public override async Task<IReadOnlyDictionary<string, string>> ReadAsync()
    {
        var people = await _server.SearchAsync("(uid=*)", ["uid", Locked, "employeeNumber", Department, Phone, "memberOf"], _server.PeopleDn);
        return people.ToDictionary(p => NameOf(p.Dn), p => string.Join(' ', new[]
        {
            p.Values("uid")[0],
            p.Values(Locked).Count == 0 ? "on" : "off",
            p.Values("employeeNumber").FirstOrDefault("-"),
            p.Values(Department).FirstOrDefault("-"),
            p.Values(Phone).FirstOrDefault("-"),
            p.Values("memberOf").Select(NameOf).FirstOrDefault("-"),
        }));
    }

    public override async Task<IReadOnlyList<string>> EnabledAsync() =>
        [.. (await _server.SearchAsync($"(&(uid=*)(!({Locked}=*)))", ["uid"], _server.PeopleDn)).Select(p => p.Values("uid")[0])];

    public override async Task<IReadOnlyList<string>> MembersAsync() =>
        [.. Assert.Single(await _server.SearchAsync("(objectClass=*)", ["member"], GroupDn)).Values("member").Where(m => m != Empty).Select(NameOf)];

    public override async Task<(string Department, string Phone)> ShowAsync(string account)
    {
        var entry = Assert.Single(await _server.SearchAsync($"(uid={account})", [Department, Phone], _server.PeopleDn));
        return (entry.Values(Department)[0], entry.Values(Phone)[0]);
    }

    public override Task ChangeAsync(string ldif) => _server.ChangeAsync(ldif);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override TargetSystem DeclareConnection() => new()
    {
        Settings =
        {
            ["host"] = _server.Host,
            ["port"] = $"{_server.LdapsPort}",
            ["caFile"] = _server.CaCertificatePath,
            ["bindDn"] = _server.AdminDn,
            ["bindPassword"] = $"file:{_secretFile}",
            ["baseDn"] = _server.PeopleDn,
            ["groupBaseDn"] = _server.GroupsDn,
            ["emptyMember"] = Empty,
            ["changes"] = "accesslog",
        },
        Mappings =
        {
            new AttributeMapping { Attribute = "employeeNumber", Expression = "identity.number" },
            new AttributeMapping { Attribute = "cn", Expression = "identity.familyName" },
            new AttributeMapping { Attribute = "sn", Expression = "identity.familyName" },
        },
    };

    protected override string Dn(string account) => $"uid={account},{_server.PeopleDn}";

    protected override string Rename(string account, string name) =>
        $"dn: {Dn(account)}\nchangetype: modrdn\nnewrdn: uid={name}\ndeleteoldrdn: 1\n";

    protected override string Disable(string account) => Modify(Dn(account), $"replace: {Locked}\n{Locked}: 000001010000Z");

    protected override string Add(string account) => $"dn: {Dn(account)}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: {account}\nsn: {account}\n";
}
