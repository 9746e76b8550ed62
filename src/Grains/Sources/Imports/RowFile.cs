using System.Runtime.InteropServices;
using Prov.Grains.Sources.Feeds;

namespace Prov.Grains.Sources.Imports;

/// <summary>Planned rows in a file, so that a first import of everyone needs no memory for its plan.</summary>
internal sealed class RowFile(string path) : IDisposable
{
    private readonly FileStream _file = ImportFolder.OpenWrite(path);

    public long Count { get; private set; }

    public void Add(PlannedRow row)
    {
        _file.Write(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref row, 1)));
        Count++;
    }

    /// <summary>The rows in the order in which they were added; add none meanwhile.</summary>
    public IEnumerable<PlannedRow> ReadAll()
    {
        _file.Flush();
        _file.Position = 0;
        for (var i = 0L; i < Count; i++)
        {
            var row = default(PlannedRow);
            _file.ReadExactly(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref row, 1)));
            yield return row;
        }
    }

    public void Dispose() => _file.Dispose();
}
