using Prov.Grains.Digests;

namespace Prov.Grains.Sources.Index;

/// <summary>What a change of the index does to an entry.</summary>
internal enum IndexOperation
{
    /// <summary>Notes that this pass saw the key.</summary>
    See,

    /// <summary>Forgets the content: what the store holds is not known until the event that is under way has been answered.</summary>
    Doubt,

    /// <summary>Notes what the store has committed.</summary>
    Know,
}

/// <summary>A change of an entry.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Entry">What of it is noted.</param>
internal readonly record struct IndexChange(IndexOperation Operation, IndexEntry Entry) : IEntryChange<IndexEntry>
{
    public void ApplyTo(ref IndexEntry entry)
    {
        switch (Operation)
        {
            case IndexOperation.See:
                entry.Pass = Entry.Pass;
                break;
            case IndexOperation.Doubt:
                entry.Content = default;
                break;
            default:
                entry.Content = Entry.Content;
                entry.Standing = Entry.Standing;
                break;
        }
    }
}
