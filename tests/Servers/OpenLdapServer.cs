using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>An OpenLDAP server of its own: loopback, free ports, a private folder, a random password, TLS with its own authority.</summary>
/// <remarks>
/// Overlays: memberof, refint, ppolicy, syncprov, accesslog (suffix cn=accesslog), unique (uid), sssvlv. It starts with the
/// units people, groups and policies, and no person. LDAP takes StartTLS too.
/// </remarks>
public sealed class OpenLdapServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/slapd";

    private readonly PrivateFolder folder;
    private ServerProcess? process;

    private OpenLdapServer(PrivateFolder folder) => this.folder = folder;

    /// <summary>The address on which it listens; the certificate names it, and localhost.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The port for plain LDAP and StartTLS; the same after a restart.</summary>
    public int LdapPort { get; } = FreePorts.Take();

    /// <summary>The port for LDAP over TLS; the same after a restart.</summary>
    public int LdapsPort { get; } = FreePorts.Take();

    /// <summary>The suffix of the directory.</summary>
    public string BaseDn => "dc=example,dc=test";

    /// <summary>The unit for people.</summary>
    public string PeopleDn => $"ou=people,{BaseDn}";

    /// <summary>The unit for groups.</summary>
    public string GroupsDn => $"ou=groups,{BaseDn}";

    /// <summary>The administrator, who may do everything.</summary>
    public string AdminDn => $"cn=admin,{BaseDn}";

    /// <summary>The administrator's password.</summary>
    public string AdminPassword { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The file with the certificate of the authority that issued the server's certificate, as PEM.</summary>
    public string CaCertificatePath => folder.File("ca.pem");

    /// <summary>The file that takes what the server logs.</summary>
    public string LogFile => folder.File("slapd.log");

    /// <summary>The process id of the server, or null while it is stopped.</summary>
    public int? ProcessId => process?.Id;

    private static string? SystemUser => UserSwitch.WhenRoot("openldap");

    private string Url => $"ldap://{Host}:{LdapPort}";

    private string PasswordFile => folder.File("password");

    private ServerProcess Running => process ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Starts a server and waits until it answers (less than a second).</summary>
    /// <param name="certificate">What is to be in its certificate; localhost and its address, valid now, when null.</param>
    /// <exception cref="ServerAbsentException">The server or its client tools are not installed.</exception>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its log.</exception>
    public static async Task<OpenLdapServer> StartAsync(ServerCertificate? certificate = null)
    {
        DebianPackages.Require(DebianPackages.Slapd, DebianPackages.LdapUtils);
        var server = new OpenLdapServer(await PrivateFolder.CreateAsync("openldap", SystemUser));
        try
        {
            await server.InitializeDataAsync(certificate);
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads entries as the administrator with the server's own tool, which shares no code with Prov.</summary>
    /// <param name="filter">An LDAP filter (RFC 4515).</param>
    /// <param name="attributes">What to read; all user attributes when empty. Operational ones must be named.</param>
    /// <param name="baseDn">Where to search, with all below it; <see cref="BaseDn"/> when null.</param>
    /// <exception cref="InvalidOperationException">The tool failed; the message holds what it said.</exception>
    public async Task<IReadOnlyList<LdapEntry>> SearchAsync(string filter, IReadOnlyList<string>? attributes = null, string? baseDn = null)
    {
        string[] search =
        [
            "-x", "-H", Url, "-D", AdminDn, "-y", PasswordFile, "-b", baseDn ?? BaseDn,
            "-LLL", "-o", "ldif-wrap=no", filter, .. attributes ?? [],
        ];
        return Ldif.Read(await Command.RunAsync("/usr/bin/ldapsearch", search));
    }

    /// <summary>Changes entries as the administrator with the server's own tool, as another administrator of the directory would.</summary>
    /// <param name="ldif">Change records (RFC 2849); a record without a change type is added.</param>
    /// <exception cref="InvalidOperationException">
    /// The server refused; the message holds what it said. Records before that one are in effect.
    /// </exception>
    public Task ChangeAsync(string ldif) => ModifyAsync(ldif);

    /// <summary>Adds entries as a backup has them, with operational attributes as entryUUID (relaxed rules).</summary>
    /// <param name="ldif">The entries.</param>
    /// <exception cref="InvalidOperationException">As for <see cref="ChangeAsync"/>.</exception>
    public Task RestoreAsync(string ldif) => ModifyAsync(ldif, "-e", "relax");

    /// <summary>Stops the server in order and waits for its end; its data stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Interrupt);
            Forget();
        }
    }

    /// <summary>Kills the server with SIGKILL; its data stay.</summary>
    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.KillTreeAsync();
            Forget();
        }
    }

    /// <summary>Stops the server if it runs, then starts it with the same data on the same ports, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        string[] command =
        [
            Program, "-d", "none", "-f", folder.File("slapd.conf"), "-h", $"{Url} ldaps://{Host}:{LdapsPort}",
        ];
        process = await ServerProcess.StartAsync(SystemUser, command, LogFile, AnswersAsync);
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
        await KillAsync();
        folder.Dispose();
    }

    private async Task ModifyAsync(string ldif, params string[] options)
    {
        var file = folder.File($"{Guid.NewGuid():N}.ldif");
        await File.WriteAllTextAsync(file, ldif);
        await Command.RunAsync("/usr/bin/ldapmodify", ["-a", "-x", .. options, "-H", Url, "-D", AdminDn, "-y", PasswordFile, "-f", file]);
        File.Delete(file);
    }

    private void Forget()
    {
        process?.Dispose();
        process = null;
    }

    private async Task InitializeDataAsync(ServerCertificate? certificate)
    {
        await WriteCertificatesAsync(certificate);
        await File.WriteAllTextAsync(PasswordFile, AdminPassword);
        await File.WriteAllTextAsync(folder.File("slapd.conf"), OpenLdapConfiguration.Server(folder, BaseDn, AdminDn, AdminPassword));
        await File.WriteAllTextAsync(folder.File("first.ldif"), OpenLdapConfiguration.FirstEntries(BaseDn));
        await UserSwitch.RunAsync(SystemUser, "/bin/mkdir", folder.File("data"), folder.File("log"));
        await UserSwitch.RunAsync(
            SystemUser,
            "/usr/sbin/slapadd", "-q", "-f", folder.File("slapd.conf"), "-b", BaseDn, "-l", folder.File("first.ldif"));
    }

    private async Task WriteCertificatesAsync(ServerCertificate? wanted)
    {
        using var authority = new CertificateAuthority("Prov test authority");
        var (certificate, key) = authority.IssueServer(wanted);
        await File.WriteAllTextAsync(CaCertificatePath, authority.CertificatePem);
        await File.WriteAllTextAsync(folder.File("server.pem"), certificate);
        await File.WriteAllTextAsync(folder.File("server.key"), key);
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
