using System.Text;
using System.Text.Json;
using Prov.Grains.Contracts;
using Prov.Grains.Digests;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Imports;

/// <summary>The files of one run: the spooled feed, its plan, and what to know of it after a restart. For their owner only.</summary>
internal sealed class ImportFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private ImportFolder(string path) => Path = path;

    public string Path { get; }

    public string RunId => System.IO.Path.GetFileName(Path)[(System.IO.Path.GetFileName(Path).LastIndexOf('.') + 1)..];

    public string Feed => System.IO.Path.Combine(Path, "feed");

    public string Differing => System.IO.Path.Combine(Path, "differing");

    public string Changes => System.IO.Path.Combine(Path, "changes");

    public string Leaves => System.IO.Path.Combine(Path, "leaves");

    /// <summary>Absences that are not leaves yet.</summary>
    public string Absent => System.IO.Path.Combine(Path, "absent");

    private string Note => System.IO.Path.Combine(Path, "run.json");

    /// <summary>Tenants may choose the same run id; their names are no file names.</summary>
    public static ImportFolder Create(string dataFolder, string tenant, string runId)
    {
        var name = $"{Digest.Of(Encoding.UTF8.GetBytes(tenant))}.{runId}";
        var folder = new ImportFolder(System.IO.Path.Combine(Root(dataFolder), name));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder.Path);
        }
        else
        {
            Directory.CreateDirectory(folder.Path, OwnerOnly | UnixFileMode.UserExecute);
        }

        return folder;
    }

    /// <summary>The folders that an earlier process left behind.</summary>
    public static IReadOnlyList<ImportFolder> FindAll(string dataFolder) =>
        Directory.Exists(Root(dataFolder)) ? [.. Directory.GetDirectories(Root(dataFolder)).Select(p => new ImportFolder(p))] : [];

    public static FileStream OpenWrite(string path, bool append = false)
    {
        var options = new FileStreamOptions
        {
            Mode = append ? FileMode.Append : FileMode.Create, Access = append ? FileAccess.Write : FileAccess.ReadWrite, BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    public void Save(ImportProgress progress)
    {
        using var file = OpenWrite(Note + ".new");
        JsonSerializer.Serialize(file, progress);
        file.Flush(flushToDisk: true);
        file.Close();
        File.Move(Note + ".new", Note, overwrite: true);
    }

    /// <summary>What was saved last; null when it cannot be read.</summary>
    public ImportProgress? Load()
    {
        try
        {
            return JsonSerializer.Deserialize<ImportProgress>(File.ReadAllBytes(Note));
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }

    public void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static string Root(string dataFolder) => System.IO.Path.Combine(dataFolder, "imports");
}
