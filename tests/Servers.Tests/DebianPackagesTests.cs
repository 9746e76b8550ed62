using Prov.Tests.Servers;

namespace Prov.Servers.Tests;

public sealed class DebianPackagesTests
{
    private static readonly DebianPackage Absent = new("no-such-package", "/usr/lib/no-such-folder/*/bin/none");

    [Fact]
    public void IsPresent_NoSuchFile_IsFalse() => Assert.False(Absent.IsPresent);

    [Fact]
    public void Reason_Always_SaysWhatToInstall()
    {
        var exception = new ServerAbsentException(["one", "two"], required: false);

        Assert.Equal("Not installed: one, two. Run: apt-get install one two", exception.Reason);
    }

    [Fact]
    public void Message_NotRequired_MakesXunitSkip()
    {
        var exception = new ServerAbsentException(["one", "two"], required: false);

        Assert.StartsWith("$XunitDynamicSkip$Not installed: one, two.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_Required_MakesXunitFail()
    {
        var exception = new ServerAbsentException(["one", "two"], required: true);

        Assert.StartsWith("Not installed: one, two.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_StarInTheMiddle_MatchesAnyFolder()
    {
        var root = Directory.CreateTempSubdirectory();
        Directory.CreateDirectory(Path.Combine(root.FullName, "15", "bin"));
        Directory.CreateDirectory(Path.Combine(root.FullName, "17", "bin", "program"));
        var package = new DebianPackage("any", $"{root.FullName}/*/bin/program");

        Assert.Equal([Path.Combine(root.FullName, "17", "bin", "program")], package.Find());
        root.Delete(recursive: true);
    }
}
