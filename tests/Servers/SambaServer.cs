using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>
/// An Active Directory domain controller of its own (Samba): a loopback address of its own because the ports are fixed, a private folder, a
/// random password, TLS with its own authority.
/// </summary>
/// <remarks>It starts with the units people and groups, and no person in them. Needs root, as domain controllers do.</remarks>
public sealed class SambaServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/samba";
    private const string Tool = "/usr/bin/samba-tool";
    private const string Realm = "AD.EXAMPLE.TEST";
    private const string Domain = "EXAMPLE";
    private const string Controller = "DC1";

    private readonly PrivateFolder folder;
    private ServerProcess? process;

    private SambaServer(PrivateFolder folder) => this.folder = folder;

    /// <summary>The address on which it listens; the certificate names it, and localhost.</summary>
    public string Host { get; } = LoopbackAddresses.Take();

    /// <summary>The port for LDAP over TLS.</summary>
    public int LdapsPort => 636;

    /// <summary>The port for plain LDAP and StartTLS.</summary>
    public int LdapPort => 389;

    /// <summary>The root of the domain.</summary>
    public string BaseDn => "DC=ad,DC=example,DC=test";

    /// <summary>The unit for people.</summary>
    public string PeopleDn => $"OU=people,{BaseDn}";

    /// <summary>The unit for groups.</summary>
    public string GroupsDn => $"OU=groups,{BaseDn}";

    /// <summary>The administrator, who may do everything; a name to sign in with, not a dn.</summary>
    public string AdminName => $"Administrator@{Realm.ToLowerInvariant()}";

    /// <summary>The administrator's password.</summary>
    public string AdminPassword { get; } = $"Aa1!{RandomNumberGenerator.GetHexString(24, lowercase: true)}";

    /// <summary>The file with the certificate of the authority that issued the server's certificate, as PEM.</summary>
    public string CaCertificatePath => folder.File("ca.pem");

    /// <summary>The file that takes what the server logs.</summary>
    public string LogFile => folder.File("samba.log");

    private string Url => $"ldaps://{Host}";

    private string PasswordFile => folder.File("password");

    private string ConfigurationFile => folder.File("smb.conf");

    private CommandOptions Trusting => new() { Environment = new Dictionary<string, string> { ["LDAPTLS_CACERT"] = CaCertificatePath } };

    private ServerProcess Running => process ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Makes a domain, starts its controller and waits until it answers (about 10 seconds).</summary>
    /// <exception cref="ServerAbsentException">Its packages are not installed, or the tests do not run as root.</exception>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static async Task<SambaServer> StartAsync()
    {
        DebianPackages.Require(DebianPackages.Samba);
        ServerAbsentException.RequireRoot("a domain controller");
        var server = new SambaServer(await PrivateFolder.CreateAsync("samba", null));
        try
        {
            await server.ProvisionAsync();
            await server.RestartAsync();
            await server.ChangeAsync(
                $"dn: {server.PeopleDn}\nobjectClass: organizationalUnit\n\ndn: {server.GroupsDn}\nobjectClass: organizationalUnit\n");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads entries as the administrator with a tool that shares no code with Prov.</summary>
    /// <param name="filter">An LDAP filter (RFC 4515).</param>
    /// <param name="attributes">What to read; all but constructed attributes when empty.</param>
    /// <param name="baseDn">Where to search, with all below it; <see cref="BaseDn"/> when null.</param>
    /// <exception cref="InvalidOperationException">The tool failed; the message holds what it said.</exception>
    public async Task<IReadOnlyList<LdapEntry>> SearchAsync(string filter, IReadOnlyList<string>? attributes = null, string? baseDn = null)
    {
        string[] search =
        [
            "-x", "-H", Url, "-D", AdminName, "-y", PasswordFile, "-b", baseDn ?? BaseDn, "-LLL", "-o", "ldif-wrap=no",
            "-E", "pr=500/noprompt", filter, .. attributes ?? [],
        ];
        return Ldif.Read(await Command.RunAsync("/usr/bin/ldapsearch", search, Trusting));
    }

    /// <summary>Changes entries as the administrator, as another administrator of the directory would.</summary>
    /// <param name="ldif">Change records (RFC 2849); a record without a change type is added.</param>
    /// <exception cref="InvalidOperationException">
    /// The server refused; the message holds what it said. Records before that one are in effect.
    /// </exception>
    public async Task ChangeAsync(string ldif)
    {
        var file = folder.File($"{Guid.NewGuid():N}.ldif");
        await File.WriteAllTextAsync(file, ldif);
        await Command.RunAsync("/usr/bin/ldapmodify", ["-a", "-x", "-H", Url, "-D", AdminName, "-y", PasswordFile, "-f", file], Trusting);
        File.Delete(file);
    }

    /// <summary>Runs the server's own tool on its database, and returns what it printed.</summary>
    /// <param name="arguments">As in samba-tool(8), for example <c>user</c>, <c>show</c> and a name.</param>
    /// <exception cref="InvalidOperationException">The tool failed; the message holds what it said.</exception>
    public Task<string> ToolAsync(params IReadOnlyList<string> arguments) =>
        Command.RunAsync(Tool, [.. arguments, "-s", ConfigurationFile, "-H", $"tdb://{folder.File("dc/private/sam.ldb")}"]);

    /// <summary>Stops the server in order and waits for its end; its data stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Terminate);
            Forget();
        }
    }

    /// <summary>Stops the server if it runs, then starts it with the same data at the same address, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        string[] command = [Program, "-F", "--no-process-group", "--model=single", "--debug-stdout", "-s", ConfigurationFile];
        process = await ServerProcess.StartAsync(null, command, LogFile, AnswersAsync);
    }

    /// <summary>Freezes the server (SIGSTOP): connections stay open and new ones are taken, but nothing is answered.</summary>
    public Task PauseAsync() => Running.PauseAsync();

    /// <summary>Lets a paused server go on (SIGCONT).</summary>
    public Task ResumeAsync()
    {
        Running.Send(Signal.Continue);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            Forget();
        }

        folder.Dispose();
    }

    private void Forget()
    {
        process?.Dispose();
        process = null;
    }

    private async Task ProvisionAsync()
    {
        await WriteCertificatesAsync();
        await File.WriteAllTextAsync(PasswordFile, AdminPassword);
        string[] options = [$"interfaces = {Host}/8", "bind interfaces only = yes", .. SambaConfiguration.FileAttributes(folder)];
        await Command.RunAsync(
            Tool,
            [
                "domain", "provision", $"--targetdir={folder.File("dc")}", $"--realm={Realm}", $"--domain={Domain}", "--server-role=dc",
                "--dns-backend=NONE", $"--adminpass={AdminPassword}", $"--host-name={Controller}", $"--host-ip={Host}",
                .. options.Select(option => $"--option={option}"),
            ]);
        await File.WriteAllTextAsync(ConfigurationFile, SambaConfiguration.Server(folder, Realm, Domain, Controller, Host));
        Directory.CreateDirectory(folder.File("run"));
        Directory.CreateDirectory(folder.File("ncalrpc"));
    }

    private async Task WriteCertificatesAsync()
    {
        using var authority = new CertificateAuthority("Prov test authority");
        var (certificate, key) = authority.IssueServer(new() { Address = Host });
        await File.WriteAllTextAsync(CaCertificatePath, authority.CertificatePem);
        await File.WriteAllTextAsync(folder.File("server.pem"), certificate);
        await File.WriteAllTextAsync(folder.File("server.key"), key);
        File.SetUnixFileMode(folder.File("server.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await SearchAsync("(objectClass=domain)", ["1.1"]);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
