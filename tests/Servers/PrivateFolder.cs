using System.Security.Cryptography;

namespace Prov.Tests.Servers;

/// <summary>A temporary folder of one server, deleted on dispose.</summary>
/// <remarks>
/// All folders of a process lie in one folder with a locked file in it. A killed process loses its lock, and the next
/// process that needs a folder deletes what it left.
/// </remarks>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "prov-tests-";
    private const string LockName = "owner.lock";
    private static readonly TimeSpan YoungestAbandoned = TimeSpan.FromMinutes(1);

    private const UnixFileMode Traversable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly Lazy<(string Path, FileStream Lock)> ProcessFolder = new(CreateProcessFolder);

    private PrivateFolder(string path) => Path = path;

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Creates a folder.</summary>
    /// <param name="name">What it is for; part of its name.</param>
    /// <param name="owner">The system user to whom it belongs, or null for the current one. Nobody else but root can read it.</param>
    public static async Task<PrivateFolder> CreateAsync(string name, string? owner)
    {
        var path = System.IO.Path.Combine(ProcessFolder.Value.Path, $"{name}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        string[] ownership = owner is null ? [] : ["-o", owner, "-g", owner];
        await Command.RunAsync("/usr/bin/install", ["-d", "-m", "0700", .. ownership, path]);
        return new PrivateFolder(path);
    }

    /// <summary>The path of a file or folder in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose() => TryDelete(Path);

    private static (string, FileStream) CreateProcessFolder()
    {
        var parent = Parent();
        DeleteAbandoned(parent);
        var path = System.IO.Path.Combine(parent, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));
        Directory.CreateDirectory(path, Traversable);
        System.IO.File.SetUnixFileMode(path, Traversable);
        var owned = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            owned.Dispose();
            TryDelete(path);
        };
        return (path, owned);
    }

    // The server runs as another user when the tests run as root, and that user must be able to reach the folder.
    private static string Parent()
    {
        for (var folder = new DirectoryInfo(System.IO.Path.GetTempPath()); folder is not null; folder = folder.Parent)
        {
            if (!folder.Exists || !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return "/tmp";
            }
        }

        return System.IO.Path.GetTempPath();
    }

    private static void DeleteAbandoned(string parent)
    {
        var limit = TimeProvider.System.GetUtcNow() - YoungestAbandoned;
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            if (Directory.GetLastWriteTimeUtc(path) < limit && !IsOwned(path))
            {
                TryDelete(path);
            }
        }
    }

    private static bool IsOwned(string path)
    {
        try
        {
            using var _ = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file may vanish or be written while the folder is being deleted; the next process deletes the rest.
        }
    }
}
