using Prov.Grains.Digests;

namespace Prov.Grains.Reconciliation.Index;

/// <summary>What a change of the index does to an entry.</summary>
internal enum AccountIndexOperation
{
    /// <summary>Notes that this pass saw the account.</summary>
    See,

    /// <summary>Notes what has been reconciled.</summary>
    Know,

    /// <summary>Notes how the record stands at the target that has the content which is known.</summary>
    KnowRecord,
}

/// <summary>A change of an entry.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Entry">What of it is noted.</param>
internal readonly record struct AccountIndexChange(AccountIndexOperation Operation, AccountEntry Entry) : IEntryChange<AccountEntry>
{
    public void ApplyTo(ref AccountEntry entry)
    {
        switch (Operation)
        {
            case AccountIndexOperation.See:
                entry.Pass = Entry.Pass;
                break;
            case AccountIndexOperation.KnowRecord:
                entry.Record = Entry.Record;
                break;
            default:
                entry.Record = entry.Content == Entry.Content ? entry.Record : default;
                entry.Content = Entry.Content;
                entry.Account = Entry.Account;
                entry.Known = Entry.Known;
                break;
        }
    }
}
