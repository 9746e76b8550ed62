using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Prov.Connectors.Null;

/// <summary>A file of JSON lines that several processes append to: one line is one write at the end, which the kernel does not mix.</summary>
internal sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions _form = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;

    public Journal(string path, TimeProvider clock)
    {
        _clock = clock;
        _file = AppendOnlyFile.Open(path);
    }

    public void Append(JournalEntry entry)
    {
        lock (_lock)
        {
            var stamped = entry with
            {
                At = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
                Ticks = _clock.GetElapsedTime(0, _clock.GetTimestamp()).Ticks,
            };
            // The offset is not heeded: the file takes all at its end.
            RandomAccess.Write(_file, [.. JsonSerializer.SerializeToUtf8Bytes(stamped, _form), (byte)'\n'], fileOffset: 0);
        }
    }

    public void Dispose() => _file.Dispose();
}
