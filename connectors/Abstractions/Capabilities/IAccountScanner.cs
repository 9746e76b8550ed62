using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Capabilities;

/// <summary>
/// Streams all accounts as records as they stand at the target, for targets where that is far cheaper than their values: what has not
/// changed since it was read last need not be read value by value.
/// </summary>
public interface IAccountScanner
{
    /// <summary>
    /// Every account once, in pages, in the target's own order; the same accounts as <see cref="IAccountSearcher.SearchAsync"/> gives. A
    /// stream that breaks ends with a failed item.
    /// </summary>
    IAsyncEnumerable<ConnectorResult<AccountPage>> ScanAsync(CancellationToken cancellationToken);
}

/// <summary>Some accounts of a scan; valid until the next page is asked for.</summary>
public abstract class AccountPage
{
    /// <summary>Accounts in the page.</summary>
    public abstract int Count { get; }

    /// <summary>The target's own id of an account, in UTF-8.</summary>
    public abstract ReadOnlySpan<byte> KeyOf(int index);

    /// <summary>The account as it stands at the target: the same bytes as long as nothing of it changes.</summary>
    public abstract ReadOnlySpan<byte> RecordOf(int index);

    /// <summary>The account with its values.</summary>
    public abstract ConnectorResult<ObservedAccount> Read(int index);
}
