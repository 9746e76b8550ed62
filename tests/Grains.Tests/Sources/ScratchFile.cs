using Microsoft.Win32.SafeHandles;

namespace Prov.Grains.Tests.Sources;

/// <summary>A file with given content, gone when disposed.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "prov-scratch-" + Guid.NewGuid().ToString("N"));

    public ScratchFile(byte[] content)
    {
        File.WriteAllBytes(_path, content);
        Handle = File.OpenHandle(_path);
    }

    public SafeFileHandle Handle { get; }

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(_path);
    }
}
