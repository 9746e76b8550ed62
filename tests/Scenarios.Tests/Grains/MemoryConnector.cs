using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Simulation;
using Prov.Domain.TargetSystems;

namespace Prov.Scenarios.Tests.Grains;

/// <summary>A target in memory behind the contract of connectors.</summary>
internal sealed class MemoryConnector(SimulatedTarget target, TargetSystem definition) : IConnector, IAccountReader, IAccountWriter
{
    private static readonly ConnectorResult<ObservedAccount> _notFound = ConnectorResult<ObservedAccount>.Failed(
        ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account.");

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => Task.FromResult(ConnectorResult.Done);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        lock (target)
        {
            return Task.FromResult(Find(locator) is { } found ? ConnectorResult<ObservedAccount>.Of(found) : _notFound);
        }
    }

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        lock (target)
        {
            if (target.Find(account.Name, definition) is not null)
            {
                return Task.FromResult(ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "The name is taken."));
            }

            return Task.FromResult(ConnectorResult<ObservedAccount>.Of(target.Create(new()
            {
                NativeId = "", Name = account.Name, Enabled = account.Enabled, Attributes = account.Attributes, Entitlements = account.Entitlements,
            })));
        }
    }

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        lock (target)
        {
            if (Find(locator) is not { } there)
            {
                return Task.FromResult<ConnectorResult>(_notFound);
            }

            target.Write(there with
            {
                Enabled = change.Enabled ?? there.Enabled,
                Name = change.Name ?? there.Name,
                Attributes = AttributeSet.WithoutNulls(there.Attributes.SetItems(change.Set)),
                Entitlements = [.. there.Entitlements.Except(change.Remove).Union(change.Add)],
            });
            return Task.FromResult(ConnectorResult.Done);
        }
    }

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        lock (target)
        {
            target.Delete(Find(locator)?.NativeId ?? "");
            return Task.FromResult(ConnectorResult.Done);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ObservedAccount? Find(AccountLocator locator) =>
        locator.NativeId is { } id ? target.Find(id) : target.Find(locator.Name, definition);
}
