using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Prov.Silo.Security;

namespace Prov.Silo.Tests.Security;

[SupportedOSPlatform("linux")]
public sealed class AdministratorTokenTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-token-");

    private string TokenFile => Path.Combine(_folder.FullName, "admin.token");

    [Fact]
    public void Open_First_WritesATokenForItsOwnerOnly()
    {
        var token = AdministratorToken.Open(TokenFile);
        var text = File.ReadAllText(TokenFile).Trim();
        Assert.Matches("^[0-9a-f]{64}$", text);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), token.Digest);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(TokenFile));
        Assert.Single(_folder.EnumerateFiles());
    }

    [Fact]
    public void Open_Again_KeepsTheToken() =>
        Assert.Equal(AdministratorToken.Open(TokenFile).Digest, AdministratorToken.Open(TokenFile).Digest);

    [Fact]
    public void Open_ReadableByOthers_IsRefused()
    {
        AdministratorToken.Open(TokenFile);
        File.SetUnixFileMode(TokenFile, OwnerOnly | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<IOException>(() => AdministratorToken.Open(TokenFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Empty_IsRefused()
    {
        File.WriteAllText(TokenFile, "\n");
        File.SetUnixFileMode(TokenFile, OwnerOnly);
        Assert.Throws<IOException>(() => AdministratorToken.Open(TokenFile));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
