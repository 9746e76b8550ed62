using System.Security.Cryptography;
using System.Text.Json;
using Prov.Domain.Identities;

namespace Prov.Grains.Sources.Imports;

/// <summary>A run's leaves, one JSON object per line: what a person releases is this file and nothing else, by its hash.</summary>
/// <param name="path">Where it is.</param>
/// <param name="append">True to go on behind what is there.</param>
internal sealed class LeaveFile(string path, bool append = false) : IDisposable
{
    private readonly FileStream _file = ImportFolder.OpenWrite(path, append);

    /// <summary>Leaves that were added.</summary>
    public long Count { get; private set; }

    public void Add(PlannedEvent leave)
    {
        JsonSerializer.Serialize(_file, leave);
        _file.WriteByte((byte)'\n');
        Count++;
    }

    public void Dispose()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    /// <summary>SHA-256 of a plan, as 64 hexadecimal digits.</summary>
    public static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    public static IEnumerable<PlannedEvent> ReadAll(string path) => File.ReadLines(path).Select(Read);

    private static PlannedEvent Read(string line)
    {
        var leave = JsonSerializer.Deserialize<PlannedEvent>(line) ?? throw new InvalidDataException("The plan has an empty line.");
        return leave with { Event = leave.Event with { Attributes = AttributeSet.Empty.AddRange(leave.Event.Attributes) } };
    }
}
