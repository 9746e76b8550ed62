using System.Globalization;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Reconciliation.Cells;

/// <summary>OpenLDAP: a unit for each target, an entry for each account.</summary>
internal sealed class LdapCells : ICellTarget
{
    private const string Locked = "pwdAccountLockedTime";

    private readonly OpenLdapServer _server;
    private readonly string _passwordFile;
    private readonly Dictionary<string, (string EntryUuid, CellAccount Account)> _backup = [];

    private LdapCells(OpenLdapServer server, string passwordFile) => (_server, _passwordFile) = (server, passwordFile);

    public (string Number, string Badge, string Phone) Attributes => ("employeeNumber", "employeeType", "telephoneNumber");

    public static async Task<ICellTarget> StartAsync(string folder)
    {
        var cells = new LdapCells(await SharedServers.OpenLdapAsync(), Path.Combine(folder, "cells-password"));
        await File.WriteAllTextAsync(cells._passwordFile, cells._server.AdminPassword);
        return cells;
    }

    public async Task<TargetSystem> OpenAsync(string target)
    {
        await _server.ChangeAsync($"dn: {Unit(target)}\nobjectClass: organizationalUnit\n");
        return new()
        {
            Connector = "ldap",
            OwnershipAttribute = "employeeNumber",
            Settings =
            {
                ["host"] = _server.Host,
                ["port"] = _server.LdapsPort.ToString(CultureInfo.InvariantCulture),
                ["caFile"] = _server.CaCertificatePath,
                ["bindDn"] = _server.AdminDn,
                ["bindPassword"] = $"file:{_passwordFile}",
                ["baseDn"] = Unit(target),
                ["rdnAttribute"] = "cn",
            },
            Mappings = { new AttributeMapping { Attribute = "sn", Expression = "identity.familyName" } },
        };
    }

    // What has the place is no person, so that Prov does not see it.
    public Task RefuseAsync(string target, string name) => _server.ChangeAsync($"dn: {Dn(target, name)}\nobjectClass: device\ncn: {name}\n");

    public Task AllowAsync(string target, string name) => DeleteAsync(target, name);

    public Task AddAsync(string target, CellAccount account) => _server.ChangeAsync(Entry(Dn(target, account.Name), account));

    public Task SetPhoneAsync(string target, string name, string phone) =>
        _server.ChangeAsync($"dn: {Dn(target, name)}\nchangetype: modify\nreplace: telephoneNumber\ntelephoneNumber: {phone}\n");

    public Task EnableAsync(string target, string name) =>
        _server.ChangeAsync($"dn: {Dn(target, name)}\nchangetype: modify\ndelete: {Locked}\n");

    public Task DeleteAsync(string target, string name) => _server.ChangeAsync($"dn: {Dn(target, name)}\nchangetype: delete\n");

    public async Task BackUpAsync(string target, string name)
    {
        var id = Assert.Single(await _server.SearchAsync($"(cn={name})", ["entryUUID"], Unit(target))).Values("entryUUID")[0];
        _backup[name] = (id, (await ReadAsync(target)).Single(a => a.Name == name));
    }

    public Task RestoreAsync(string target, string name)
    {
        var (entryUuid, account) = _backup[name];
        return _server.RestoreAsync(Entry(Dn(target, name), account) + $"entryUUID: {entryUuid}\n");
    }

    public async Task<IReadOnlyList<CellAccount>> ReadAsync(string target)
    {
        var entries = await _server.SearchAsync("(objectClass=person)", ["cn", Locked, "employeeNumber", "telephoneNumber", "employeeType"], Unit(target));
        return
        [
            .. entries.Select(e => new CellAccount(
                Only(e, "cn"), e.Values(Locked).Count == 0, Only(e, "employeeNumber"), Only(e, "telephoneNumber"), Only(e, "employeeType"))),
        ];
    }

    // The server ends with the process, and no other test looks into these units.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Only(LdapEntry entry, string attribute) => Assert.Single(entry.Values(attribute));

    private static string Entry(string dn, CellAccount account) =>
        $"""
        dn: {dn}
        objectClass: inetOrgPerson
        cn: {account.Name}
        sn: {account.Name}
        employeeNumber: {account.Number}
        telephoneNumber: {account.Phone}
        employeeType: {account.Badge}

        """;

    private string Unit(string target) => $"ou={target},{_server.PeopleDn}";

    private string Dn(string target, string name) => $"cn={name},{Unit(target)}";
}
