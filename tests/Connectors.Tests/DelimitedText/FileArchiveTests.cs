using Prov.Connectors.DelimitedText.Files;

namespace Prov.Connectors.Tests.DelimitedText;

public sealed class FileArchiveTests : IDisposable
{
    private static readonly DateTimeOffset _start = new(2031, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-archive-");

    [Fact]
    public void Keep_MoreThanItsNumber_TheNewestStay()
    {
        var archive = new FileArchive(Path.Combine(_folder.FullName, "kept"), 3, TimeSpan.Zero);

        for (var i = 0; i < 5; i++)
        {
            Keep(archive, $"content {i}", _start.AddMinutes(i));
        }

        Assert.Equal(["content 2", "content 3", "content 4"], Contents(archive));
    }

    [Fact]
    public void Keep_SoonerThanItsPause_NotKept()
    {
        var archive = new FileArchive(Path.Combine(_folder.FullName, "kept"), 3, TimeSpan.FromHours(1));

        Keep(archive, "first", _start);
        Keep(archive, "too soon", _start.AddMinutes(59));
        Keep(archive, "second", _start.AddMinutes(60));

        Assert.Equal(["first", "second"], Contents(archive));
    }

    [Fact]
    public void Keep_OthersInTheFolder_LeftAlone()
    {
        var archive = new FileArchive(_folder.FullName, 1, TimeSpan.Zero);
        File.WriteAllText(Path.Combine(_folder.FullName, "accounts-of-last-year.csv"), "another's");

        Keep(archive, "first", _start);
        Keep(archive, "second", _start.AddMinutes(1));

        Assert.True(File.Exists(Path.Combine(_folder.FullName, "accounts-of-last-year.csv")));
        Assert.Contains("second", Contents(archive));
        Assert.DoesNotContain("first", Contents(archive));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> Contents(FileArchive archive) =>
        Directory.GetFiles(archive.Folder, "accounts-*.csv").Order(StringComparer.Ordinal).Select(File.ReadAllText);

    private void Keep(FileArchive archive, string content, DateTimeOffset now)
    {
        var written = Path.Combine(_folder.FullName, "written");
        File.WriteAllText(written, content);
        archive.Keep(written, "accounts.csv", now);
    }
}
