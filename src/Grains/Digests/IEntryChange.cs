namespace Prov.Grains.Digests;

/// <summary>A change of an entry of a <see cref="DigestStore{TEntry, TChange}"/>.</summary>
internal interface IEntryChange<TEntry>
{
    /// <summary>Changes the entry; the default is one that was not there before.</summary>
    void ApplyTo(ref TEntry entry);
}
