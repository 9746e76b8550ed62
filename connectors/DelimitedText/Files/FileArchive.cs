using System.Globalization;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>Copies of what was written, in a folder: the newest ones, so many, and so far apart.</summary>
/// <param name="Folder">Made when it is not there.</param>
/// <param name="Count">How many are kept.</param>
/// <param name="Apart">The least time between two.</param>
internal sealed record FileArchive(string Folder, int Count, TimeSpan Apart)
{
    private const string Instant = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>Keeps a copy of a file that is about to take the place of the one before, unless the newest copy is too young.</summary>
    /// <param name="written">The file as it will be.</param>
    /// <param name="name">Name of the file that it becomes.</param>
    /// <param name="now">The instant.</param>
    public void Keep(string written, string name, DateTimeOffset now)
    {
        CreateFolder();
        var (stem, extension) = (Path.GetFileNameWithoutExtension(name), Path.GetExtension(name));
        var kept = Directory.GetFiles(Folder, $"{stem}-*{extension}").Where(f => InstantOf(f, stem) is not null).Order(StringComparer.Ordinal).ToList();
        if (kept.Count > 0 && now - InstantOf(kept[^1], stem) < Apart)
        {
            return;
        }

        var copy = Path.Combine(Folder, $"{stem}-{now.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture)}{extension}");
        File.Copy(written, copy, overwrite: true);
        kept.Add(copy);
        kept.Distinct().SkipLast(Count).ToList().ForEach(File.Delete);
    }

    // What is kept are personal data, as in the file itself.
    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static DateTimeOffset? InstantOf(string file, string stem) => DateTimeOffset.TryParseExact(
        Path.GetFileNameWithoutExtension(file)[(stem.Length + 1)..], Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        ? instant
        : null;
}
