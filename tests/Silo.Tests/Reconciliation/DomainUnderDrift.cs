using System.Globalization;
using System.Text;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation;

/// <summary>A domain controller of Active Directory (Samba), changed with ldapmodify, watched with ldapsearch and proven with samba-tool.</summary>
internal sealed class DomainUnderDrift : DirectoryUnderDrift
{
    private const string Control = "userAccountControl";
    private const int Enabled = 512;
    private const int Disabled = 2;

    private readonly SambaServer _server;
    private readonly string _secretFile;

    private DomainUnderDrift(SambaServer server, string secretFile) => (_server, _secretFile) = (server, secretFile);

    public override string Department => "department";

    protected override string GroupDn => $"CN={Group},{_server.GroupsDn}";

    public static async Task<DirectoryUnderDrift> StartAsync(string folder)
    {
        var directory = new DomainUnderDrift(await SambaServer.StartAsync(), Path.Combine(folder, "directory-password"));
        await File.WriteAllTextAsync(directory._secretFile, directory._server.AdminPassword);
        await directory.ChangeAsync($"dn: {directory.GroupDn}\nobjectClass: group\nsAMAccountName: {Group}\n");
        return directory;
    }

    public override async Task<IReadOnlyDictionary<string, string>> ReadAsync()
    {
        string[] attributes = ["sAMAccountName", Control, "employeeID", Department, Phone, "memberOf"];
        var people = await _server.SearchAsync("(objectClass=user)", attributes, _server.PeopleDn);
        return people.ToDictionary(p => NameOf(p.Dn), p => string.Join(' ', new[]
        {
            p.Values("sAMAccountName")[0],
            (int.Parse(p.Values(Control)[0], CultureInfo.InvariantCulture) & Disabled) == 0 ? "on" : "off",
            p.Values("employeeID").FirstOrDefault("-"),
            p.Values(Department).FirstOrDefault("-"),
            p.Values(Phone).FirstOrDefault("-"),
            p.Values("memberOf").Select(NameOf).FirstOrDefault("-"),
        }));
    }

    public override async Task<IReadOnlyList<string>> EnabledAsync() =>
        Lines(await _server.ToolAsync("user", "list", "--hide-disabled", $"--base-dn={_server.PeopleDn}"));

    public override async Task<IReadOnlyList<string>> MembersAsync() => Lines(await _server.ToolAsync("group", "listmembers", Group));

    public override async Task<(string Department, string Phone)> ShowAsync(string account)
    {
        var shown = Lines(await _server.ToolAsync("user", "show", account, $"--attributes={Department},{Phone}"));
        return (Value(shown, Department), Value(shown, Phone));
    }

    public override Task ChangeAsync(string ldif) => _server.ChangeAsync(ldif);

    public override ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override TargetSystem DeclareConnection() => new()
    {
        Settings =
        {
            ["dialect"] = "activeDirectory",
            ["host"] = _server.Host,
            ["caFile"] = _server.CaCertificatePath,
            ["bindDn"] = _server.AdminName,
            ["bindPassword"] = $"file:{_secretFile}",
            ["baseDn"] = _server.PeopleDn,
            ["groupBaseDn"] = _server.GroupsDn,
            ["changes"] = "dirSync",
        },
        Mappings =
        {
            new AttributeMapping { Attribute = "employeeID", Expression = "identity.number" },
            new AttributeMapping { Attribute = "displayName", Expression = "identity.familyName" },
        },
        InitialSecret = new(),
    };

    protected override string Dn(string account) => $"CN={account},{_server.PeopleDn}";

    protected override string Rename(string account, string name) =>
        Modify(Dn(account), $"replace: sAMAccountName\nsAMAccountName: {name}")
        + $"\ndn: {Dn(account)}\nchangetype: modrdn\nnewrdn: CN={name}\ndeleteoldrdn: 1\n";

    protected override string Disable(string account) => Modify(Dn(account), $"replace: {Control}\n{Control}: {Enabled | Disabled}");

    protected override string Add(string account)
    {
        var secret = Convert.ToBase64String(Encoding.Unicode.GetBytes($"\"Aa1!{Guid.NewGuid():N}\""));
        return $"dn: {Dn(account)}\nchangetype: add\nobjectClass: user\nsAMAccountName: {account}\n{Control}: {Enabled}\nunicodePwd:: {secret}\n";
    }

    private static string[] Lines(string told) => told.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Value(IEnumerable<string> shown, string attribute) =>
        Assert.Single(shown, line => line.StartsWith(attribute + ": ", StringComparison.Ordinal))[(attribute.Length + 2)..];
}
