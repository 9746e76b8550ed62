using FASTER.core;

namespace Prov.Grains.Sources.Index;

/// <summary>What an update of the index does to an entry.</summary>
internal enum IndexOperation
{
    /// <summary>Notes that this pass saw the key.</summary>
    See,

    /// <summary>Forgets the content: what the store holds is not known until the event that is under way has been answered.</summary>
    Doubt,

    /// <summary>Notes what the store has committed.</summary>
    Know,
}

internal struct IndexInput
{
    public IndexOperation Operation;
    public IndexEntry Entry;
}

/// <summary>Updates an entry and gives out what it was before.</summary>
internal sealed class IndexFunctions : FunctionsBase<Digest, IndexEntry, IndexInput, IndexEntry, int>
{
    public override bool NeedInitialUpdate(ref Digest key, ref IndexInput input, ref IndexEntry output, ref RMWInfo rmwInfo) => true;

    public override bool InitialUpdater(
        ref Digest key, ref IndexInput input, ref IndexEntry value, ref IndexEntry output, ref RMWInfo rmwInfo)
    {
        output = default;
        value = default;
        Apply(in input, ref value);
        return true;
    }

    public override bool NeedCopyUpdate(ref Digest key, ref IndexInput input, ref IndexEntry oldValue, ref IndexEntry output, ref RMWInfo rmwInfo) => true;

    public override bool CopyUpdater(
        ref Digest key, ref IndexInput input, ref IndexEntry oldValue, ref IndexEntry newValue, ref IndexEntry output, ref RMWInfo rmwInfo)
    {
        output = oldValue;
        newValue = oldValue;
        Apply(in input, ref newValue);
        return true;
    }

    public override bool InPlaceUpdater(
        ref Digest key, ref IndexInput input, ref IndexEntry value, ref IndexEntry output, ref RMWInfo rmwInfo)
    {
        output = value;
        Apply(in input, ref value);
        return true;
    }

    public override bool SingleReader(ref Digest key, ref IndexInput input, ref IndexEntry value, ref IndexEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    public override bool ConcurrentReader(ref Digest key, ref IndexInput input, ref IndexEntry value, ref IndexEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    private static void Apply(in IndexInput input, ref IndexEntry value)
    {
        switch (input.Operation)
        {
            case IndexOperation.See:
                value.Pass = input.Entry.Pass;
                break;
            case IndexOperation.Doubt:
                value.Content = default;
                break;
            default:
                value.Content = input.Entry.Content;
                value.Standing = input.Entry.Standing;
                break;
        }
    }
}
