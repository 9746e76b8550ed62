using Prov.Grains.Digests;

namespace Prov.Grains.Sources.Index;

/// <summary>What the difference index knows of a record.</summary>
public struct IndexEntry
{
    /// <summary>Digest of the content last applied; all zero when it is not known.</summary>
    public Digest Content { get; set; }

    /// <summary>The pass over a feed in which the key was last seen; 0 for none.</summary>
    public uint Pass { get; set; }

    public RecordStanding Standing { get; set; }
}

/// <summary>What was last applied of a record.</summary>
public enum RecordStanding : uint
{
    /// <summary>Nothing: a row has the key, but no event of it was ever committed.</summary>
    Unknown,

    /// <summary>The record says that the person is or will be here.</summary>
    Here,

    /// <summary>It says that the person is not here any more.</summary>
    Gone,
}
