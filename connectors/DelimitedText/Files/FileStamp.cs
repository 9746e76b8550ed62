namespace Prov.Connectors.DelimitedText.Files;

/// <summary>Shows that a file was changed by another; the default is that of a file that is not there.</summary>
internal readonly record struct FileStamp(DateTime Written, long Length)
{
    public static FileStamp Of(string path) => new FileInfo(path) is { Exists: true } file ? new(file.LastWriteTimeUtc, file.Length) : default;
}
