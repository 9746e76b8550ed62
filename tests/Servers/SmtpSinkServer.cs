using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace Prov.Tests.Servers;

/// <summary>A real mail server that keeps what it gets: loopback, a free port, StartTLS, one user with a random password.</summary>
/// <remarks>It refuses <c>nobody@example.test</c> for good and <c>later@example.test</c> for now.</remarks>
public sealed class SmtpSinkServer : IAsyncDisposable
{
    private readonly PrivateFolder folder;
    private ServerProcess? process;

    private SmtpSinkServer(PrivateFolder folder) => this.folder = folder;

    /// <summary>The host that the certificate names.</summary>
    public string Host => "localhost";

    /// <summary>The TCP port; the same after a restart.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>The one user.</summary>
    public string User => "prov";

    /// <summary>The user's password.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The file with the certificate of the authority that issued the server's certificate, as PEM.</summary>
    public string CaCertificatePath => folder.File("ca.pem");

    private static string? SystemUser => UserSwitch.WhenRoot("daemon");

    /// <summary>Starts a server and waits until it answers (a few seconds).</summary>
    /// <exception cref="ServerAbsentException">Node or npm is missing.</exception>
    public static async Task<SmtpSinkServer> StartAsync()
    {
        DebianPackages.Require("nodejs", "npm");
        var server = new SmtpSinkServer(await PrivateFolder.CreateAsync("smtp", SystemUser));
        try
        {
            await server.InstallAsync();
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The mails in the order in which they came.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> MailsAsync()
    {
        var mails = new List<ReceivedMail>();
        foreach (var file in Directory.EnumerateFiles(folder.File("mails"), "*.eml").Order(StringComparer.Ordinal))
        {
            var parts = (await File.ReadAllTextAsync(file)).Split('\n', 2);
            var envelope = JsonSerializer.Deserialize<Envelope>(parts[0], JsonSerializerOptions.Web)!;
            mails.Add(new(envelope.From, envelope.To, envelope.Secure, parts[1]));
        }

        return mails;
    }

    /// <summary>Stops the server; the mails stay.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
        {
            await process.EndAsync(Signal.Terminate);
            process.Dispose();
            process = null;
        }
    }

    /// <summary>Stops the server if it runs, then starts it on the same port, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        string[] command =
            ["/usr/bin/node", folder.File("sink.js"), folder.Path, Port.ToString(CultureInfo.InvariantCulture), User, Password];
        process = await ServerProcess.StartAsync(SystemUser, command, folder.File("smtp.log"), AnswersAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    private async Task InstallAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "SmtpSink")))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        using var authority = new CertificateAuthority("Prov test authority");
        var (certificate, key) = authority.IssueServer();
        await File.WriteAllTextAsync(CaCertificatePath, authority.CertificatePem);
        await File.WriteAllTextAsync(folder.File("certificate.pem"), certificate);
        await File.WriteAllTextAsync(folder.File("key.pem"), key);
        await UserSwitch.RunAsync(SystemUser, "/bin/mkdir", folder.File("mails"));
        await Command.RunAsync(
            "/usr/bin/npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
            new CommandOptions { WorkingFolder = folder.Path });
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed record Envelope(string From, string[] To, bool Secure);
}

/// <summary>A mail as the server got it.</summary>
/// <param name="From">The envelope's sender.</param>
/// <param name="To">The envelope's recipients.</param>
/// <param name="Secure">True when it came over TLS.</param>
/// <param name="Text">The mail itself, as it came.</param>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, bool Secure, string Text);
