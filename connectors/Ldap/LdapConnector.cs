using System.Formats.Asn1;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Directory;
using Prov.Connectors.Ldap.Outcomes;
using Prov.Connectors.Ldap.Protocol;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Ldap;

/// <summary>One directory. A call is a few operations, because LDAP has no transactions: each can be repeated without harm.</summary>
internal class LdapConnector(LdapSettings settings, LdapSessionPool pool) :
    IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IMembershipReader, ISchemaReader, IConnector
{
    private readonly LdapAccountWriter _writer = new(settings);

    protected LdapAccountSearch Search { get; } = new(settings);

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => await RunAsync(
        async (call, token) =>
        {
            foreach (var baseDn in new[] { settings.BaseDn, settings.Groups?.BaseDn }.OfType<string>())
            {
                await call.SearchAsync(baseDn, LdapScope.Base, LdapFilter.Present("objectClass"), ["1.1"], token).CountAsync(token);
            }

            await TestAsync(call, token);
            return this;
        },
        cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        RunAsync((call, token) => Search.ReadAsync(call, locator, token), cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
        RunAsync((call, token) => _writer.CreateAsync(call, account, token), cancellationToken);

    public async Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) => await RunAsync(
        async (call, token) =>
        {
            await _writer.UpdateAsync(call, locator, change, token);
            return this;
        },
        cancellationToken);

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) => await RunAsync(
        async (call, token) =>
        {
            await _writer.DeleteAsync(call, locator, token);
            return this;
        },
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) => StreamAsync(Search.AllAsync, cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) => StreamAsync(
        (call, token) => settings.Groups is { } groups ? new LdapGroups(groups).ListAsync(call, token) : AsyncEnumerable.Empty<ObservedEntitlement>(), cancellationToken);

    public IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(string? entitlement, CancellationToken cancellationToken) => StreamAsync(
        (call, token) => settings.Groups is { } groups
            ? new LdapEdges(settings, groups, Search.Accounts).ReadAsync(call, entitlement, token)
            : AsyncEnumerable.Empty<Membership>(),
        cancellationToken);

    public Task<ConnectorResult<TargetSchema>> ReadSchemaAsync(CancellationToken cancellationToken) =>
        RunAsync((call, token) => new LdapSchema(settings).ReadAsync(call, token), cancellationToken);

    public ValueTask DisposeAsync()
    {
        pool.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What else must work for the settings to be good.</summary>
    protected virtual Task TestAsync(LdapCall call, CancellationToken cancellationToken) => Task.CompletedTask;

    protected IAsyncEnumerable<ConnectorResult<T>> StreamAsync<T>(
        Func<LdapCall, CancellationToken, IAsyncEnumerable<T>> stream, CancellationToken cancellationToken)
        where T : class => LdapStreaming.RunAsync(pool, settings.Timeout, stream, cancellationToken);

    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isLong">The time limit holds for each answer of the server and not for the whole.</param>
    protected async Task<ConnectorResult<T>> RunAsync<T>(
        Func<LdapCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken, bool isLong = false)
        where T : class
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(settings.Timeout);
        LdapCall? call = null;
        try
        {
            using var lease = await pool.RentAsync(limited.Token);
            call = new(lease.Session, isLong ? () => limited.CancelAfter(settings.Timeout) : null);
            return ConnectorResult<T>.Of(await work(call, limited.Token));
        }
        catch (Exception e) when (e is LdapFaultException or OperationCanceledException or IOException or AsnContentException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ConnectorResult<T>.From(LdapFaults.Explain(e, call));
        }
    }
}
