using FASTER.core;

namespace Prov.Grains.Digests;

/// <summary>Changes an entry and gives out what it was before.</summary>
internal sealed class DigestFunctions<TEntry, TChange> : FunctionsBase<Digest, TEntry, TChange, TEntry, int>
    where TEntry : unmanaged
    where TChange : unmanaged, IEntryChange<TEntry>
{
    public override bool NeedInitialUpdate(ref Digest key, ref TChange input, ref TEntry output, ref RMWInfo rmwInfo) => true;

    public override bool InitialUpdater(ref Digest key, ref TChange input, ref TEntry value, ref TEntry output, ref RMWInfo rmwInfo)
    {
        output = default;
        value = default;
        input.ApplyTo(ref value);
        return true;
    }

    public override bool NeedCopyUpdate(ref Digest key, ref TChange input, ref TEntry oldValue, ref TEntry output, ref RMWInfo rmwInfo) => true;

    public override bool CopyUpdater(
        ref Digest key, ref TChange input, ref TEntry oldValue, ref TEntry newValue, ref TEntry output, ref RMWInfo rmwInfo)
    {
        output = oldValue;
        newValue = oldValue;
        input.ApplyTo(ref newValue);
        return true;
    }

    public override bool InPlaceUpdater(ref Digest key, ref TChange input, ref TEntry value, ref TEntry output, ref RMWInfo rmwInfo)
    {
        output = value;
        input.ApplyTo(ref value);
        return true;
    }

    public override bool SingleReader(ref Digest key, ref TChange input, ref TEntry value, ref TEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    public override bool ConcurrentReader(ref Digest key, ref TChange input, ref TEntry value, ref TEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }
}
