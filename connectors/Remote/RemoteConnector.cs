using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Calls;
using Prov.Connectors.Remote.Messages;
using Prov.Domain.Accounts;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote;

/// <summary>Speaks for a connector elsewhere. It has the capabilities that the settings name and the connector offers.</summary>
internal sealed partial class RemoteConnector(RemoteSettings settings, RemoteLine line, RemoteCalls calls, TimeProvider time)
    : IConnector, IAccountReader, IAccountSearcher, IAccountCounter, IAccountChangeReader, IEntitlementReader, IMembershipReader, ISchemaReader,
        IAccountWriter, IAccountBulkWriter, IOperationPoller
{
    private static readonly FrozenDictionary<Type, Wire.Capability> _capabilities = new Dictionary<Type, Wire.Capability>
    {
        [typeof(IAccountReader)] = Wire.Capability.Read,
        [typeof(IAccountSearcher)] = Wire.Capability.Search,
        [typeof(IAccountCounter)] = Wire.Capability.Count,
        [typeof(IAccountChangeReader)] = Wire.Capability.Changes,
        [typeof(IEntitlementReader)] = Wire.Capability.Entitlements,
        [typeof(IMembershipReader)] = Wire.Capability.Memberships,
        [typeof(ISchemaReader)] = Wire.Capability.Schema,
        [typeof(IAccountWriter)] = Wire.Capability.Write,
        [typeof(IAccountBulkWriter)] = Wire.Capability.Bulk,
        [typeof(IOperationPoller)] = Wire.Capability.Operations,
    }.ToFrozenDictionary();

    private readonly RemoteDescription _description = new(calls, settings, time);

    public int MostWrites => _description.MostWrites;

    public bool TellsDeletions => _description.TellsDeletions;

    public T? Capability<T>()
        where T : class => _capabilities.TryGetValue(typeof(T), out var capability) && !settings.Capabilities.Contains(capability) ? null : this as T;

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) =>
        await _description.CheckAsync(cancellationToken) ?? await calls.CallAsync(
            writes: false,
            (invoker, options) => Client(invoker).TestConnectorAsync(new(), options),
            answer => OutcomeMessages.Read(answer.Outcome),
            failure => failure,
            cancellationToken);

    public async Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        await ReadAsync(
            Wire.Capability.Read,
            (invoker, options) => Client(invoker).ReadAccountAsync(new() { Locator = AccountMessages.Write(locator) }, options),
            answer => answer.Outcome,
            answer => ReadAsked(answer.Account, locator),
            cancellationToken);

    public Task<ConnectorResult<AccountCount>> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        Wire.Capability.Count,
        (invoker, options) => Client(invoker).CountAccountsAsync(new(), options),
        answer => answer.Outcome,
        answer => answer.Accounts >= 0 ? new AccountCount(answer.Accounts, answer.Exact) : throw new FormatException("A count is below nothing."),
        cancellationToken);

    public Task<ConnectorResult<TargetSchema>> ReadSchemaAsync(CancellationToken cancellationToken) => ReadAsync(
        Wire.Capability.Schema,
        (invoker, options) => Client(invoker).ReadSchemaAsync(new(), options),
        answer => answer.Outcome,
        answer => SchemaMessages.Read(answer.Attributes),
        cancellationToken);

    public Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) => ReadAsync(
        Wire.Capability.Changes,
        (invoker, options) => Client(invoker).GetChangeTokenAsync(new(), options),
        answer => answer.Outcome,
        answer => ReadToken(answer.Token),
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync(CancellationToken cancellationToken) => StreamAsync(
        Wire.Capability.Search,
        (invoker, options) => Client(invoker).SearchAccounts(new(), options),
        page => ItemsOf(page.Accounts, ReadAccount, page.Failures),
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, CancellationToken cancellationToken) => StreamAsync(
        Wire.Capability.Changes,
        (invoker, options) => Client(invoker).ReadChanges(new() { Token = token.Text }, options),
        ReadChangePage,
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) => StreamAsync(
        Wire.Capability.Entitlements,
        (invoker, options) => Client(invoker).ReadEntitlements(new(), options),
        page => ItemsOf(page.Entitlements, e => new ObservedEntitlement(Named(e.Entitlement), e.DisplayName), page.Failures),
        cancellationToken);

    public IAsyncEnumerable<ConnectorResult<Membership>> ReadMembershipsAsync(string? entitlement, CancellationToken cancellationToken)
    {
        var request = new Wire.ReadMembershipsRequest();
        if (entitlement is not null)
        {
            request.Entitlement = entitlement;
        }

        return StreamAsync(
            Wire.Capability.Memberships,
            (invoker, options) => Client(invoker).ReadMemberships(request, options),
            page => ItemsOf(page.Memberships, m => new Membership(Named(m.Entitlement), AccountMessages.Read(m.Account)), page.Failures),
            cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _description.Dispose();
        line.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Wire.ConnectorService.ConnectorServiceClient Client(Grpc.Core.CallInvoker invoker) => new(invoker);

    private async Task<ConnectorResult<T>> ReadAsync<TResponse, T>(
        Wire.Capability capability,
        Func<Grpc.Core.CallInvoker, Grpc.Core.CallOptions, Grpc.Core.AsyncUnaryCall<TResponse>> call,
        Func<TResponse, Wire.Outcome?> outcome,
        Func<TResponse, T> read,
        CancellationToken cancellationToken)
        where T : class =>
        await _description.LacksAsync(capability, cancellationToken) is { } lacking
            ? ConnectorResult<T>.From(lacking)
            : await calls.CallAsync(writes: false, call, answer => Of(outcome(answer), () => read(answer)), ConnectorResult<T>.From, cancellationToken);

    private async IAsyncEnumerable<ConnectorResult<T>> StreamAsync<TResponse, T>(
        Wire.Capability capability,
        Func<Grpc.Core.CallInvoker, Grpc.Core.CallOptions, Grpc.Core.AsyncServerStreamingCall<TResponse>> call,
        Func<TResponse, IReadOnlyCollection<ConnectorResult<T>>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await _description.LacksAsync(capability, cancellationToken) is { } lacking)
        {
            yield return ConnectorResult<T>.From(lacking);
            yield break;
        }

        await foreach (var item in calls.StreamAsync(call, read, cancellationToken))
        {
            yield return item;
        }
    }
}
