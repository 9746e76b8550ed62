using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.Tests.Accounts;

/// <summary>A target that accepts every write, and does it when the test says so.</summary>
internal sealed class DeferringFactory(IConnectorFactory inner) : IConnectorFactory
{
    private readonly ConcurrentDictionary<string, Func<Task<ConnectorResult>>> _accepted = new();
    private readonly ConcurrentDictionary<string, ConnectorResult> _ended = new();
    private int _polls;

    public string Kind => inner.Kind;

    public ImmutableArray<ConnectorSetting> Settings => inner.Settings;

    /// <summary>Handles of the writes that are under way.</summary>
    public ICollection<string> UnderWay => _accepted.Keys;

    /// <summary>How many writes were accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>How often a write that was under way was asked after.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>Does what was accepted.</summary>
    public Task DoAsync() => EndAsync(write => write());

    /// <summary>Ends what was accepted otherwise.</summary>
    public async Task EndAsync(Func<Func<Task<ConnectorResult>>, Task<ConnectorResult>> end)
    {
        foreach (var handle in _accepted.Keys)
        {
            _ended[handle] = await end(_accepted[handle]);
            _accepted.TryRemove(handle, out _);
        }
    }

    public IConnector Create(TargetSystem target, ISecretResolver secrets) => new Connector(this, inner.Create(target, secrets));

    private ConnectorResult Accept(Func<Task<ConnectorResult>> write)
    {
        var handle = $"operation-{++Accepted}";
        _accepted[handle] = write;
        return ConnectorResult.Accepted(handle, TimeSpan.FromMilliseconds(100));
    }

    private ConnectorResult Poll(string handle)
    {
        if (_accepted.ContainsKey(handle))
        {
            Interlocked.Increment(ref _polls);
            return ConnectorResult.Accepted(handle, TimeSpan.FromMilliseconds(100));
        }

        return _ended.TryGetValue(handle, out var end)
            ? end
            : ConnectorResult.Failed(ConnectorStatus.NotFound, "OPERATION_UNKNOWN", "There is no such operation.");
    }

    private sealed class Connector(DeferringFactory target, IConnector inner) : IConnector, IAccountReader, IAccountWriter, IOperationPoller
    {
        private readonly IAccountWriter _writer = inner.Capability<IAccountWriter>()!;

        public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => inner.TestAsync(cancellationToken);

        public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) =>
            inner.Capability<IAccountReader>()!.ReadAsync(locator, cancellationToken);

        public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) => Task.FromResult(
            ConnectorResult<ObservedAccount>.From(target.Accept(async () => await _writer.CreateAsync(account, CancellationToken.None))));

        public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
            Task.FromResult(target.Accept(() => _writer.UpdateAsync(locator, change, CancellationToken.None)));

        public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
            Task.FromResult(target.Accept(() => _writer.DeleteAsync(locator, CancellationToken.None)));

        public Task<ConnectorResult> PollAsync(string operation, CancellationToken cancellationToken) => Task.FromResult(target.Poll(operation));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
