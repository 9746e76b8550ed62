using System.Security.Cryptography;
using System.Text;

namespace Prov.Silo.Security;

/// <summary>The token that the first start writes into a file for its owner; only its digest stays in memory.</summary>
internal sealed class AdministratorToken
{
    private const int TokenBytes = 32;

    private AdministratorToken(byte[] digest) => Digest = digest;

    /// <summary>SHA-256 of the token.</summary>
    public byte[] Digest { get; }

    /// <summary>Reads the file; makes it first when it is not there.</summary>
    /// <exception cref="IOException">The file cannot be read or written, is empty, or others than its owner may read it.</exception>
    public static AdministratorToken Open(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        TryWrite(file);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new IOException("Others than its owner may use the file of the administrator's token. Run chmod 600 on it; if others may have read it, delete it, and the next start writes a new one.");
        }

        var token = File.ReadAllText(file).Trim();
        return token.Length > 0
            ? new(SHA256.HashData(Encoding.UTF8.GetBytes(token)))
            : throw new IOException("The file of the administrator's token is empty. Delete it, and the next start writes a new one.");
    }

    private static void TryWrite(string file)
    {
        if (File.Exists(file))
        {
            return;
        }

        // Written beside and moved, so that a stop in between leaves no half token, and with its mode from the first byte on.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var draft = $"{file}.{Environment.ProcessId}";
        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes)));
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
