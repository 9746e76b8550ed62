using Prov.Silo.Hosting;
using Prov.Silo.Secrets;

namespace Prov.Silo.Tests.Secrets;

public sealed class SecretResolverTests : IDisposable
{
    private const string Content = "the-content";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("prov-secrets-");
    private readonly SecretResolver _resolver;

    public SecretResolverTests()
    {
        _resolver = new(new SiloOptions { SecretsFolder = Path.Combine(_root.FullName, "secrets") });
        Write("secrets/good", Content + "\n");
        Write("secrets/deep/good", Content);
        Write("secrets-of-others/file", Content);
        Write("outside", Content);
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("secret:good")]
    [InlineData("file:good")]
    [InlineData("file:deep/good")]
    [InlineData("file:deep/../good")]
    [InlineData("file:{root}/secrets/good")]
    public void Resolve_InTheFolder_IsRead(string reference) =>
        Assert.Equal(Content, _resolver.Resolve(reference.Replace("{root}", _root.FullName, StringComparison.Ordinal)));

    [Theory]
    [InlineData("file:/etc/shadow")]
    [InlineData("file:../outside")]
    [InlineData("secret:../outside")]
    [InlineData("secret:deep/../../outside")]
    [InlineData("secret:../secrets-of-others/file")]
    [InlineData("file:{root}/outside")]
    [InlineData("secret:absent")]
    [InlineData("secret:deep")]
    [InlineData("secret:")]
    [InlineData("env:PATH")]
    [InlineData("env:PROV_SECRET_ABSENT")]
    [InlineData("http:good")]
    [InlineData("good")]
    public void Resolve_AnythingElse_IsRefused(string reference) =>
        Assert.Throws<InvalidOperationException>(() => _resolver.Resolve(reference.Replace("{root}", _root.FullName, StringComparison.Ordinal)));

    [Theory]
    [InlineData("file-link", "outside", "file-link")]
    [InlineData("folder-link", "", "folder-link/outside")]
    [InlineData("deep/link", "secrets-of-others", "deep/link/file")]
    public void Resolve_LinkThatLeadsOut_IsRefused(string link, string target, string path)
    {
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", link), Path.Combine(_root.FullName, target));

        Assert.Throws<InvalidOperationException>(() => _resolver.Resolve("secret:" + path));
    }

    [Fact]
    public void Resolve_LinkToALinkThatLeadsOut_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", "second"), "../outside");
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", "first"), "second");

        Assert.Throws<InvalidOperationException>(() => _resolver.Resolve("secret:first"));
    }

    /// <summary>As orchestrators mount secrets: the file is a link into a folder, which is a link to the newest version.</summary>
    [Fact]
    public void Resolve_LinksWithinTheFolder_AreFollowed()
    {
        Write("secrets/.version-2/rotated", Content);
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", ".data"), ".version-2");
        File.CreateSymbolicLink(Path.Combine(_root.FullName, "secrets", "rotated"), Path.Combine(".data", "rotated"));

        Assert.Equal(Content, _resolver.Resolve("secret:rotated"));
    }

    [Fact]
    public void Resolve_FolderIsALinkItself_IsRead()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root.FullName, "alias"), Path.Combine(_root.FullName, "secrets"));

        Assert.Equal(Content, new SecretResolver(new SiloOptions { SecretsFolder = Path.Combine(_root.FullName, "alias") }).Resolve("secret:good"));
    }

    [Fact]
    public void Resolve_LargeFile_IsRefused()
    {
        Write("secrets/large", new string('x', (64 * 1024) + 1));

        Assert.Throws<InvalidOperationException>(() => _resolver.Resolve("secret:large"));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
