using FASTER.core;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>What an update of the index does to an entry.</summary>
internal enum AccountIndexOperation
{
    /// <summary>Notes that this pass saw the account.</summary>
    See,

    /// <summary>Notes what has been reconciled.</summary>
    Know,

    /// <summary>Notes how the record stands at the target that has the content which is known.</summary>
    KnowRecord,
}

internal struct AccountIndexInput
{
    public AccountIndexOperation Operation;
    public AccountEntry Entry;
}

/// <summary>Updates an entry and gives out what it was before.</summary>
internal sealed class AccountIndexFunctions : FunctionsBase<Digest, AccountEntry, AccountIndexInput, AccountEntry, int>
{
    public override bool NeedInitialUpdate(ref Digest key, ref AccountIndexInput input, ref AccountEntry output, ref RMWInfo rmwInfo) => true;

    public override bool InitialUpdater(
        ref Digest key, ref AccountIndexInput input, ref AccountEntry value, ref AccountEntry output, ref RMWInfo rmwInfo)
    {
        output = default;
        value = default;
        Apply(in input, ref value);
        return true;
    }

    public override bool NeedCopyUpdate(
        ref Digest key, ref AccountIndexInput input, ref AccountEntry oldValue, ref AccountEntry output, ref RMWInfo rmwInfo) => true;

    public override bool CopyUpdater(
        ref Digest key, ref AccountIndexInput input, ref AccountEntry oldValue, ref AccountEntry newValue, ref AccountEntry output, ref RMWInfo rmwInfo)
    {
        output = oldValue;
        newValue = oldValue;
        Apply(in input, ref newValue);
        return true;
    }

    public override bool InPlaceUpdater(
        ref Digest key, ref AccountIndexInput input, ref AccountEntry value, ref AccountEntry output, ref RMWInfo rmwInfo)
    {
        output = value;
        Apply(in input, ref value);
        return true;
    }

    public override bool SingleReader(ref Digest key, ref AccountIndexInput input, ref AccountEntry value, ref AccountEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    public override bool ConcurrentReader(
        ref Digest key, ref AccountIndexInput input, ref AccountEntry value, ref AccountEntry dst, ref ReadInfo readInfo)
    {
        dst = value;
        return true;
    }

    private static void Apply(in AccountIndexInput input, ref AccountEntry value)
    {
        if (input.Operation == AccountIndexOperation.See)
        {
            value.Pass = input.Entry.Pass;
            return;
        }

        if (input.Operation == AccountIndexOperation.KnowRecord)
        {
            value.Record = input.Entry.Record;
            return;
        }

        value.Record = value.Content == input.Entry.Content ? value.Record : default;
        value.Content = input.Entry.Content;
        value.Account = input.Entry.Account;
        value.Known = input.Entry.Known;
    }
}
