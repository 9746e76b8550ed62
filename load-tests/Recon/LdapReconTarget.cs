using System.Diagnostics;
using System.Globalization;
using System.Text;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.LoadTests.Recon;

/// <summary>OpenLDAP; the bare client is <c>ldapsearch</c> with paging, its output thrown away.</summary>
internal sealed class LdapReconTarget(OpenLdapServer server, string passwordFile) : ReconTarget
{
    private const int AtOnce = 500;

    public override string Name => "ldap";

    public override TargetSystem Declaration
    {
        get
        {
            var target = Declare("ldap");
            target.Settings["host"] = server.Host;
            target.Settings["port"] = server.LdapsPort.ToString(CultureInfo.InvariantCulture);
            target.Settings["caFile"] = server.CaCertificatePath;
            target.Settings["bindDn"] = server.AdminDn;
            target.Settings["bindPassword"] = "file:" + passwordFile;
            target.Settings["baseDn"] = server.PeopleDn;
            target.Mappings.Add(new AttributeMapping { Attribute = "cn", Expression = "identity.given" });
            return target;
        }
    }

    public static async Task<LdapReconTarget> CreateAsync(string folder)
    {
        var server = await OpenLdapServer.StartAsync();
        var file = Path.Combine(folder, "ldap-password");
        await File.WriteAllTextAsync(file, server.AdminPassword);
        return new(server, file);
    }

    public override string AttributeName(string attribute) => attribute switch
    {
        "number" => "employeeNumber",
        "given" => "givenName",
        "family" => "sn",
        _ => "departmentNumber",
    };

    public override async Task FillAsync(long accounts)
    {
        for (var first = 1L; first <= accounts; first += AtOnce)
        {
            var entries = new StringBuilder();
            for (var number = first; number < Math.Min(first + AtOnce, accounts + 1); number++)
            {
                var values = ValuesOf(number);
                entries.Append(CultureInfo.InvariantCulture, $"dn: uid={NameOf(number)},{server.PeopleDn}\nchangetype: add\nobjectClass: inetOrgPerson\n")
                    .Append(CultureInfo.InvariantCulture, $"uid: {NameOf(number)}\nemployeeNumber: {values[0]}\ngivenName: {values[1]}\nsn: {values[2]}\n")
                    .Append(CultureInfo.InvariantCulture, $"departmentNumber: {values[3]}\ncn: {values[1]}\n\n");
            }

            await server.ChangeAsync(entries.ToString());
        }
    }

    public override async Task<Func<long, string>> NativeIdsAsync()
    {
        var entries = await server.SearchAsync("(uid=*)", ["uid", "entryUUID"], server.PeopleDn);
        var ids = entries.ToDictionary(e => e.Values("uid")[0], e => e.Values("entryUUID")[0], StringComparer.Ordinal);
        return number => ids[NameOf(number)];
    }

    public override async Task<TimeSpan> ScanBareAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var info = new ProcessStartInfo("ldapsearch")
        {
            ArgumentList =
            {
                "-x", "-LLL", "-o", "ldif-wrap=no", "-E", "pr=1000/noprompt", "-H", $"ldaps://{server.Host}:{server.LdapsPort}", "-D", server.AdminDn, "-y", passwordFile,
                "-b", server.PeopleDn, "(objectClass=inetOrgPerson)", "uid", "entryUUID", "employeeNumber", "givenName", "sn", "departmentNumber", "cn",
                "pwdAccountLockedTime",
            },
            RedirectStandardOutput = true,
        };
        info.Environment["LDAPTLS_CACERT"] = server.CaCertificatePath;
        using var process = Process.Start(info)!;
        await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(start) : throw new InvalidOperationException("ldapsearch failed.");
    }

    public override async Task ChangeEachAsync(long n)
    {
        var entries = await server.SearchAsync("(uid=*)", ["1.1"], server.PeopleDn);
        var changes = entries.Where((_, i) => i % n == 0)
            .Select(e => $"dn: {e.Dn}\nchangetype: modify\nreplace: departmentNumber\ndepartmentNumber: Elsewhere\n\n");
        await server.ChangeAsync(string.Concat(changes));
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
