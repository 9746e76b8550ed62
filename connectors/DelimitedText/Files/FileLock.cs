using System.Security.Cryptography;
using System.Text;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>
/// Lets one process at a time write the file. The lock file keeps a mark of who wrote last, because two writes within one tick of the
/// file system's clock can have the same time and length.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int MarkBytes = 16;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private readonly FileStream _file;

    private FileLock(FileStream file)
    {
        _file = file;
        Writer = Read(file);
    }

    /// <summary>The mark of the last writer; empty when there was none.</summary>
    public string Writer { get; private set; }

    /// <exception cref="FileFaultException">Another process keeps it, or it cannot be made.</exception>
    public static FileLock Take(string path, TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new(new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (TimeProvider.System.GetElapsedTime(start) > limit)
                {
                    throw new FileFaultException(
                        ConnectorResult.Failed(ConnectorStatus.Unavailable, "FILE_LOCKED", "Another process holds the file's lock. Let one process write it."), e);
                }

                Thread.Sleep(_pause);
            }
        }
    }

    /// <summary>Leaves a new mark.</summary>
    public void Sign()
    {
        Writer = RandomNumberGenerator.GetHexString(MarkBytes * 2);
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes(Writer));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static string Read(FileStream file)
    {
        var buffer = new byte[MarkBytes * 2];
        return Encoding.ASCII.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
    }
}
