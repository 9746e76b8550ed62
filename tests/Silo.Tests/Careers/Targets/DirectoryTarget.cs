using System.Globalization;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Careers.Targets;

/// <summary>OpenLDAP: a person's entry for each account, a group for each department.</summary>
internal sealed class DirectoryTarget : ICareerTarget
{
    private const string Locked = "pwdAccountLockedTime";
    private static readonly string[] _attributes = ["employeeNumber", "cn", "givenName", "sn", "departmentNumber", "title"];

    private readonly OpenLdapServer server;
    private readonly string passwordFile;

    private DirectoryTarget(OpenLdapServer server, string passwordFile) => (this.server, this.passwordFile) = (server, passwordFile);

    public string Name => "directory";

    public TargetSystem Declaration => new()
    {
        Connector = "ldap",
        AccountName = new() { Expression = "\"e\" + identity.employeeNumber" },
        OwnershipAttribute = "employeeNumber",
        Deprovisioning = new() { NeverDelete = true },
        Settings =
        {
            ["host"] = server.Host,
            ["port"] = server.LdapsPort.ToString(CultureInfo.InvariantCulture),
            ["caFile"] = server.CaCertificatePath,
            ["bindDn"] = server.AdminDn,
            ["bindPassword"] = $"file:{passwordFile}",
            ["baseDn"] = server.PeopleDn,
            ["groupBaseDn"] = server.GroupsDn,
            ["entitlementForm"] = "dn",
            ["emptyMember"] = EmptyMember,
        },
        Mappings =
        {
            new AttributeMapping { Attribute = "employeeNumber", Expression = "identity.employeeNumber" },
            new AttributeMapping { Attribute = "cn", Expression = "identity.givenName + \" \" + identity.familyName" },
            new AttributeMapping { Attribute = "givenName", Expression = "identity.givenName" },
            new AttributeMapping { Attribute = "sn", Expression = "identity.familyName" },
            new AttributeMapping { Attribute = "departmentNumber", Expression = "identity.department" },
            new AttributeMapping { Attribute = "title", Expression = "identity.title" },
        },
    };

    private string EmptyMember => $"cn=empty,{server.BaseDn}";

    public static async Task<DirectoryTarget> StartAsync(IEnumerable<string> departments, string folder)
    {
        var target = new DirectoryTarget(await OpenLdapServer.StartAsync(), Path.Combine(folder, "directory-password"));
        await File.WriteAllTextAsync(target.passwordFile, target.server.AdminPassword);
        await target.server.ChangeAsync(string.Join('\n', departments.Select(target.Group)));
        return target;
    }

    public string DepartmentRight(string department) => $"cn={department},{server.GroupsDn}";

    public string? TitleRight(string title) => null;

    public string Expect(ExpectedPerson person) => AccountLine.Of(
        person.AccountName,
        person.Here,
        [person.Number, $"{person.GivenName} {person.FamilyName}", person.GivenName, person.FamilyName, person.Department, person.Title],
        this.Rights(person));

    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        var people = await server.SearchAsync("(uid=*)", ["uid", Locked, .. _attributes], server.PeopleDn);
        var groups = await server.SearchAsync("(objectClass=groupOfNames)", ["member"], server.GroupsDn);
        var rights = groups.SelectMany(g => g.Values("member").Select(m => (Member: m, Group: g.Dn))).ToLookup(m => m.Member, m => m.Group);
        var known = people.Select(p => p.Dn).Append(EmptyMember).ToHashSet();
        Assert.Equal([], rights.Select(r => r.Key).Where(m => !known.Contains(m)));
        return
        [
            .. people.Select(p => AccountLine.Of(
                Assert.Single(p.Values("uid")),
                p.Values(Locked).Count == 0,
                _attributes.Select(a => string.Join(';', p.Values(a))),
                rights[p.Dn])),
        ];
    }

    public async Task<string> JournalAsync()
    {
        var entries = await server.SearchAsync("(objectClass=*)", ["entryCSN", "modifyTimestamp", "contextCSN"]);
        var writes = await server.SearchAsync("(objectClass=auditWriteObject)", ["1.1"], "cn=accesslog");
        var stamps = entries.Select(e => $"{e.Dn} {e.Values("entryCSN")[0]} {e.Values("modifyTimestamp")[0]} {string.Join(' ', e.Values("contextCSN"))}");
        return string.Join('\n', [.. stamps.Order(StringComparer.Ordinal), $"writes in the log: {writes.Count}"]);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private string Group(string department) =>
        $"""
        dn: {DepartmentRight(department)}
        objectClass: groupOfNames
        cn: {department}
        member: {EmptyMember}

        """;
}
