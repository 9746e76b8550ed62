using Prov.Grains.Digests;
using System.Runtime.InteropServices;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Feeds;

/// <summary>A row that differs from what is known, by its place in the file. Blittable: it is kept in a file as it is in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PlannedRow(long Offset, long Line, int Length, RowMarks Marks, Digest Key, Digest Content);

/// <summary>What the first pass saw of a planned row.</summary>
[Flags]
public enum RowMarks
{
    None = 0,

    /// <summary>The row has no key that could be told.</summary>
    Keyless = 1,

    /// <summary>An earlier row of the file has the same key.</summary>
    Repeated = 2,

    TooLarge = 4,

    /// <summary>The record is here by what is known.</summary>
    WasHere = 8,
}
