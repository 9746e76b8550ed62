using System.Diagnostics;

namespace Prov.Grains.Tests.Sources;

/// <summary>A file system of a few megabytes in memory, mounted for one test; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-disk-");

    private SmallDisk()
    {
    }

    public string Folder => _folder.FullName;

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Skips the test where it cannot be mounted.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root may mount a small file system.");
        var disk = new SmallDisk();
        var (code, said) = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Folder);
        Assert.SkipUnless(code == 0, $"A small file system cannot be mounted here: {said}");
        return disk;
    }

    /// <summary>Takes all the room but so much.</summary>
    public void FillUpTo(int bytesLeft)
    {
        using var file = File.Create(Ballast);
        var block = new byte[4096];
        for (var free = new DriveInfo(Folder).AvailableFreeSpace - bytesLeft; free >= block.Length; free -= block.Length)
        {
            file.Write(block);
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        _folder.Delete();
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }
}
