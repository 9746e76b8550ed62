using System.Collections.Concurrent;
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

namespace Prov.Connectors.Tests.ActiveDirectory;

/// <summary>A branch of its own of a domain; looked into with tools that share no code with Prov.</summary>
internal sealed class ActiveDirectoryTarget(SambaServer server, bool isOwn, string changes = "none") : TargetUnderTest, IFaultyTarget
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<SambaServer>>> _quiet = [];
    private readonly string _branch = $"OU=t{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public SambaServer Server { get; } = server;

    public string Root => $"{_branch},{Server.BaseDn}";

    public string People => $"OU=people,{Root}";

    public string Groups => $"OU=groups,{Root}";

    public override IConnectorFactory Factory { get; } = new LdapConnectorFactory();

    public override ISecretResolver Secrets => new OneSecret(Server.AdminPassword);

    // The domain controller creates some twenty a second.
    public override int Many => 200;

    public override bool ShowsMembershipsAsChanges => changes == "dirSync";

    public override string TextAttribute => "description";

    public override ImmutableArray<string> Entitlements => ["Zürich", "a,b+c \"quoted\"", "admins"];

    public override ImmutableSortedDictionary<string, Value> Attributes { get; } = AttributeSet.Empty.AddRange(new Dictionary<string, Value>
    {
        ["displayName"] = Value.From("Jane Smith"),
        ["sn"] = Value.From("Smith"),
        ["description"] = Value.From("line one\nline *(two)\\"),
        ["otherTelephone"] = Value.ListOf(["+41 1", "+41 2"]),
        ["thumbnailPhoto"] = Value.From(ImmutableArray.Create<byte>(0xFF, 0xD8, 0, 1)),
    });

    // sAMAccountName takes few characters; the entry's own name takes all that the suites try.
    public override TargetSystem Target => new()
    {
        Name = "domain",
        Connector = "ldap",
        AccountName = new("identity.login"),
        Mappings = Mappings(),
        Settings = new Dictionary<string, string>
        {
            ["dialect"] = "activeDirectory",
            ["host"] = Server.Host,
            ["port"] = $"{Server.LdapsPort}",
            ["caFile"] = Server.CaCertificatePath,
            ["bindDn"] = Server.AdminName,
            ["bindPassword"] = "secret:domain",
            ["baseDn"] = People,
            ["nameAttribute"] = "cn",
            ["groupBaseDn"] = Groups,
            ["changes"] = changes,
        }.ToImmutableSortedDictionary(),
    };

    public static async Task<TargetUnderTest> StartAsync() => await PrepareAsync(new(await SharedServers.SambaAsync(), isOwn: false));

    public static async Task<TargetUnderTest> StartOwnAsync() => await PrepareAsync(new(await SambaServer.StartAsync(), isOwn: true));

    /// <summary>A domain in which no other test makes changes; one for each way to follow them, since the tests of a class take turns.</summary>
    public static async Task<TargetUnderTest> StartQuietAsync(string changes) =>
        await PrepareAsync(new(await _quiet.GetOrAdd(changes, _ => new(SambaServer.StartAsync)).Value, isOwn: false, changes));

    /// <summary>The connector as it is used: accounts are named by sAMAccountName.</summary>
    public IConnector MakeUsual(Func<TargetSystem, TargetSystem>? change = null) => Make(target =>
    {
        var usual = target with { Settings = target.Settings.Remove("nameAttribute") };
        return change is null ? usual : change(usual);
    });

    public override async Task<TargetAccount?> FindAsync(string name)
    {
        var found = await Server.SearchAsync($"(&(objectClass=user)(cn={Escape(name)}))", baseDn: People);
        if (found.SingleOrDefault() is not { } entry)
        {
            return null;
        }

        var attributes = Attributes.Keys.Select(a => (Name: a, Values: Texts(entry, a))).Where(a => !a.Values.IsEmpty);
        var groups = await Server.SearchAsync($"(member={Escape(entry.Dn)})", ["cn"], Groups);
        return new(
            name,
            (int.Parse(entry.Values("userAccountControl").Single(), null) & 2) == 0,
            attributes.ToImmutableDictionary(a => a.Name, a => a.Values),
            [.. groups.SelectMany(g => g.Values("cn"))]);
    }

    public override async Task<int> CountAsync() => (await Server.SearchAsync("(objectClass=user)", ["cn"], People)).Count;

    public IConnector MakeWithBadCredentials() => Factory.Create(Target, new OneSecret("wrong"));

    public Task StopAsync() => Server.StopAsync();

    public Task RestartAsync() => Server.RestartAsync();

    public async Task<IAsyncDisposable> HangAsync()
    {
        await Server.PauseAsync();
        return new Paused(Server);
    }

    protected override ValueTask CloseAsync() => isOwn ? Server.DisposeAsync() : ValueTask.CompletedTask;

    private static async Task<ActiveDirectoryTarget> PrepareAsync(ActiveDirectoryTarget target)
    {
        var ldif = new StringBuilder();
        foreach (var unit in new[] { target.Root, target.People, target.Groups })
        {
            ldif.Append($"dn: {unit}\nobjectClass: organizationalUnit\n\n");
        }

        foreach (var group in target.Entitlements)
        {
            var name = group.Replace("\"", "\\\"", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("+", "\\+", StringComparison.Ordinal);
            ldif.Append($"dn:: {Base64($"CN={name},{target.Groups}")}\nobjectClass: group\n\n");
        }

        await target.Server.ChangeAsync(ldif.ToString());
        return target;
    }

    // RFC 4515, 3: every octet may be escaped.
    private static string Escape(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(b => $"\\{b:x2}"));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private ImmutableArray<string> Texts(LdapEntry entry, string attribute) => attribute == "thumbnailPhoto"
        ? entry.Values(attribute).Count == 0 ? [] : [Attributes[attribute].ToString()]
        : [.. entry.Values(attribute)];

    private sealed class Paused(SambaServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.ResumeAsync();
    }
}
