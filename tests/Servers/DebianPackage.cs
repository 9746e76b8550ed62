namespace Prov.Tests.Servers;

/// <summary>A Debian package that tests need.</summary>
/// <param name="Name">Its name for apt-get.</param>
/// <param name="Pattern">The absolute path of the file that shows that it is there; a star stands for any name of one folder.</param>
internal sealed record DebianPackage(string Name, string Pattern)
{
    /// <summary>Whether the file is there.</summary>
    public bool IsPresent => Find().Any();

    /// <summary>All files that match, in ordinal order.</summary>
    public IEnumerable<string> Find() =>
        Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate<string, IEnumerable<string>>(["/"], Step)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Step(IEnumerable<string> folders, string part) =>
        part.Contains('*')
            ? folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, part))
            : folders.Select(folder => Path.Combine(folder, part)).Where(Path.Exists);
}
