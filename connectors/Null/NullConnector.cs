using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Null;

/// <summary>Accepts everything, remembers nothing, and keeps a journal of what it was asked when there is one.</summary>
internal sealed class NullConnector(TimeSpan delay, Journal? journal, TimeProvider clock)
    : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IConnector
{
    private static readonly ConnectorResult<ObservedAccount> _notFound = ConnectorResult<ObservedAccount>.Failed(
        ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => Task.FromResult(ConnectorResult.Done);

    public async Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        await TakeAsync(new("read", locator.Name) { NativeId = locator.NativeId }, cancellationToken);
        return _notFound;
    }

    public async Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        await TakeAsync(
            new("create", account.Name) { Enabled = account.Enabled, Attributes = account.Attributes, Entitlements = account.Entitlements }, cancellationToken);
        return ConnectorResult<ObservedAccount>.Of(new()
        {
            NativeId = account.Name,
            Name = account.Name,
            Enabled = account.Enabled,
            Attributes = account.Attributes,
            Entitlements = account.Entitlements,
        });
    }

    public async Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        await TakeAsync(
            new("update", locator.Name)
            {
                NativeId = locator.NativeId,
                NewName = change.Name,
                Enabled = change.Enabled,
                Attributes = change.Set,
                Entitlements = change.Add,
                Removed = change.Remove,
            },
            cancellationToken);
        return ConnectorResult.Done;
    }

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        await TakeAsync(new("delete", locator.Name) { NativeId = locator.NativeId }, cancellationToken);
        return ConnectorResult.Done;
    }

    public async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask DisposeAsync()
    {
        journal?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask TakeAsync(JournalEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        journal?.Append(entry);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, clock, cancellationToken);
        }
    }
}
