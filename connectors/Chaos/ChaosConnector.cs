using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Chaos;

/// <summary>Another connector, with faults by a plan. Wraps connectors that read, write and search.</summary>
public sealed class ChaosConnector : IAccountReader, IAccountSearcher, IAccountWriter, IEntitlementReader, IConnector
{
    private const string Reason = "CHAOS";
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Operation, string Name), int> _attempts = new();
    private readonly IConnector _inner;
    private readonly IAccountReader _reader;
    private readonly IAccountWriter _writer;
    private readonly IAccountSearcher _searcher;
    private readonly ChaosPlan _plan;
    private readonly TimeProvider _clock;

    /// <exception cref="ArgumentException">The connector lacks a capability.</exception>
    public ChaosConnector(IConnector inner, ChaosPlan plan, TimeProvider clock)
    {
        _inner = inner;
        _reader = Needed<IAccountReader>(inner);
        _writer = Needed<IAccountWriter>(inner);
        _searcher = Needed<IAccountSearcher>(inner);
        _plan = plan;
        _clock = clock;
    }

    /// <summary>What the other connector has; with faults where this one has it too.</summary>
    public T? Capability<T>()
        where T : class => _inner.Capability<T>() is { } inner ? this as T ?? inner : null;

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => _inner.TestAsync(cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => RunAsync(
        "read", locator.Name, () => _reader.ReadAsync(locator, cancellationToken), ConnectorResult<ObservedAccount>.From, cancellationToken);

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) => RunAsync(
        "create", account.Name, () => _writer.CreateAsync(account, cancellationToken), ConnectorResult<ObservedAccount>.From, cancellationToken);

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) => RunAsync(
        "update", locator.Name, () => _writer.UpdateAsync(locator, change, cancellationToken), failure => failure, cancellationToken);

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) => RunAsync(
        "delete", locator.Name, () => _writer.DeleteAsync(locator, cancellationToken), failure => failure, cancellationToken);

    /// <summary>A stream with a fault ends with it after its first account.</summary>
    public async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (fault, delay) = Next("search", "");
        await Task.Delay(delay, _clock, cancellationToken);
        await foreach (var account in _searcher.SearchAsync(cancellationToken))
        {
            yield return account;
            if (fault != ChaosFault.None)
            {
                yield return ConnectorResult<ObservedAccount>.From(Failure(ChaosFault.Unavailable));
                yield break;
            }
        }
    }

    public IAsyncEnumerable<ConnectorResult<ObservedEntitlement>> ReadEntitlementsAsync(CancellationToken cancellationToken) =>
        _inner.Capability<IEntitlementReader>()?.ReadEntitlementsAsync(cancellationToken) ?? AsyncEnumerable.Empty<ConnectorResult<ObservedEntitlement>>();

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<T> RunAsync<T>(string operation, string name, Func<Task<T>> call, Func<ConnectorResult, T> failed, CancellationToken cancellationToken)
        where T : ConnectorResult
    {
        var (fault, delay) = Next(operation, name);
        await Task.Delay(delay, _clock, cancellationToken);
        if (fault == ChaosFault.None)
        {
            return await call();
        }

        if (fault == ChaosFault.LostReply)
        {
            await call();
        }

        // A read that fails has certainly changed nothing, however it failed.
        return failed(Failure(operation == "read" ? ChaosFault.Unavailable : fault));
    }

    private (ChaosFault Fault, TimeSpan Delay) Next(string operation, string name) =>
        _plan.Decide(operation, name, _attempts.AddOrUpdate((operation, name), 1, (_, attempt) => attempt + 1));

    private static ConnectorResult Failure(ChaosFault fault) => fault switch
    {
        ChaosFault.Refused => ConnectorResult.Failed(ConnectorStatus.Refused, Reason, "Chaos: the target refused."),
        ChaosFault.Throttled => ConnectorResult.Failed(ConnectorStatus.Throttled, Reason, "Chaos: the target is busy.", _retryAfter),
        ChaosFault.Unavailable => ConnectorResult.Failed(ConnectorStatus.Unavailable, Reason, "Chaos: the target is away."),
        _ => ConnectorResult.Failed(ConnectorStatus.Unknown, Reason, "Chaos: the answer was lost."),
    };

    private static T Needed<T>(IConnector connector)
        where T : class => connector.Capability<T>() ?? throw new ArgumentException($"The connector to wrap lacks {typeof(T).Name}.", nameof(connector));
}
