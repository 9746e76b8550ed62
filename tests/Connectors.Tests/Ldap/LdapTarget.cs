using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Conformance;
using Prov.Connectors.Ldap;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Tests.Servers;

namespace Prov.Connectors.Tests.Ldap;

/// <summary>A branch of its own of an OpenLDAP server; looked into with the server's own tools.</summary>
internal sealed class LdapTarget(OpenLdapServer server, bool isOwn, string changes = "none") : TargetUnderTest, IFaultyTarget
{
    // The overlay "unique" looks at uid in the whole tree, so tests on one server name accounts by another attribute.
    private const string NameAttribute = "employeeNumber";
    private readonly string _branch = $"ou=t{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public OpenLdapServer Server { get; } = server;

    public string Root => $"{_branch},{Server.BaseDn}";

    public string People => $"ou=people,{Root}";

    public string Groups => $"ou=groups,{Root}";

    public override IConnectorFactory Factory { get; } = new LdapConnectorFactory();

    public override ISecretResolver Secrets => new OneSecret(Server.AdminPassword);

    public override bool ShowsMembershipsAsChanges => changes == "accesslog";

    public override string TextAttribute => "description";

    public override ImmutableArray<string> Entitlements => ["Zürich", "a,b+c \"quoted\"", "admins"];

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["cn"] = Value.From("Jane Smith"),
        ["sn"] = Value.From("Smith"),
        ["description"] = Value.From("line one\nline *(two)\\"),
        ["mail"] = Value.ListOf(["a@example.test", "b@example.test"]),
        ["jpegPhoto"] = Value.From(ImmutableArray.Create<byte>(0xFF, 0xD8, 0, 1)),
    });

    public override TargetSystem Target => new()
    {
        Name = "directory",
        Connector = "ldap",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["host"] = Server.Host,
            ["port"] = $"{Server.LdapsPort}",
            ["caFile"] = Server.CaCertificatePath,
            ["bindDn"] = Server.AdminDn,
            ["bindPassword"] = "secret:directory",
            ["baseDn"] = People,
            ["rdnAttribute"] = NameAttribute,
            ["groupBaseDn"] = Groups,
            ["emptyMember"] = $"cn=empty,{Root}",
            ["changes"] = changes,
        }.ToImmutableSortedDictionary(),
    };

    public static async Task<TargetUnderTest> StartAsync() => await PrepareAsync(new(await SharedServers.OpenLdapAsync(), isOwn: false));

    public static async Task<TargetUnderTest> StartOwnAsync(string changes = "none") =>
        await PrepareAsync(new(await OpenLdapServer.StartAsync(), isOwn: true, changes));

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var found = await Server.SearchAsync($"({NameAttribute}={Escape(name)})", ["*", "pwdAccountLockedTime", "memberOf"], People);
        if (found.SingleOrDefault() is not { } entry)
        {
            return null;
        }

        var attributes = Attributes.Keys.Select(a => (Name: a, Values: Texts(entry, a))).Where(a => !a.Values.IsEmpty);
        var groups = await Server.SearchAsync($"(&(objectClass=groupOfNames)(member={Escape(entry.Dn)}))", ["cn"], Groups);
        return new(
            name,
            !entry.Values("pwdAccountLockedTime").Contains("000001010000Z"),
            attributes.ToImmutableDictionary(a => a.Name, a => a.Values),
            [.. groups.SelectMany(g => g.Values("cn"))]);
    }

    public override async Task<int> CountAsync() => (await Server.SearchAsync("(objectClass=inetOrgPerson)", ["cn"], People)).Count;

    public IConnector MakeWithBadCredentials() => Factory.Create(Target, new OneSecret("wrong"));

    public Task StopAsync() => Server.StopAsync();

    public Task RestartAsync() => Server.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        await Server.PauseAsync();
        return new Paused(Server);
    }

    protected override ValueTask CloseAsync() => isOwn ? Server.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<LdapTarget> PrepareAsync(LdapTarget target)
    {
        var ldif = new StringBuilder($"""
            dn: {target.Root}
            objectClass: organizationalUnit

            dn: {target.People}
            objectClass: organizationalUnit

            dn: {target.Groups}
            objectClass: organizationalUnit


            """);
        foreach (var group in target.Entitlements)
        {
            var dn = $"cn={group.Replace("\"", "\\\"", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("+", "\\+", StringComparison.Ordinal)},{target.Groups}";
            ldif.Append($"dn:: {Base64(dn)}\nobjectClass: groupOfNames\ncn:: {Base64(group)}\nmember: cn=empty,{target.Root}\n\n");
        }

        await target.Server.ChangeAsync(ldif.ToString());
        return target;
    }

    // RFC 4515, 3: every octet may be escaped.
    private static string Escape(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(b => $"\\{b:x2}"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private ImmutableArray<string> Texts(LdapEntry entry, string attribute) => attribute == "jpegPhoto"
        ? entry.Values(attribute).Count == 0 ? [] : [Attributes[attribute].ToString()]
        : [.. entry.Values(attribute)];

    private sealed class Paused(OpenLdapServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.ResumeAsync();
    }
}
