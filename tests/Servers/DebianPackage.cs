namespace Prov.Tests.Servers;

/// <summary>A Debian package that tests need.</summary>
/// <param name="Name">Its name for apt-get.</param>
/// <param name="Folder">The folder below which it puts the file that shows that it is there.</param>
/// <param name="Pattern">The path of that file below the folder; a star stands for any name of one folder or part of a name.</param>
/// <remarks>
/// The file counts, not the package manager's word: node and npm often come from elsewhere, and then the Debian package
/// must not be installed over them.
/// </remarks>
internal sealed record DebianPackage(string Name, string Folder, string Pattern)
{
    /// <summary>Whether the file is there.</summary>
    public bool IsPresent => Find().Any();

    /// <summary>All files that match, in ordinal order.</summary>
    public IEnumerable<string> Find() =>
        Pattern.Split('/').Aggregate<string, IEnumerable<string>>([Folder], Step).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Step(IEnumerable<string> folders, string pattern) =>
        folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, pattern));
}
