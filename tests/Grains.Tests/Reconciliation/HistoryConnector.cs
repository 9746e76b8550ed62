using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Connectors.Sql;
using Prov.Domain.Accounts;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.Tests.Reconciliation;

/// <summary>Gives the real SQL connector a history that the test writes: which rows were touched, in order.</summary>
internal sealed class HistoryFactory : IConnectorFactory
{
    private readonly SqlConnectorFactory _sql = new();

    public ConcurrentQueue<string> Touched { get; } = new();

    /// <summary>True when the target knows no token any more.</summary>
    public bool Forgotten { get; set; }

    /// <summary>True when the history cannot be read.</summary>
    public bool Broken { get; set; }

    /// <summary>True while the target can be read and not written.</summary>
    public bool ReadOnly { get; set; }

    public string Kind => _sql.Kind;

    public ImmutableArray<ConnectorSetting> Settings => _sql.Settings;

    public ImmutableArray<SettingFault> Check(TargetSystem target) => _sql.Check(target);

    public IConnector Create(TargetSystem target, ISecretResolver secrets) => new Connector(this, _sql.Create(target, secrets));

    private sealed class Connector(HistoryFactory history, IConnector inner) : IConnector, IAccountChangeReader, IAccountWriter
    {
        public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => inner.TestAsync(cancellationToken);

        public T? Capability<T>()
            where T : class => this as T ?? inner.Capability<T>();

        public Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) =>
            Task.FromResult(ConnectorResult<ChangeToken>.Of(TokenOf(history.Touched.Count)));

        public async IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(
            ChangeToken token, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (history.Forgotten || history.Broken)
            {
                yield return ConnectorResult<ChangePage>.Failed(
                    ConnectorStatus.Unavailable, history.Forgotten ? ChangeToken.LostReason : "BROKEN", "The history cannot be read.");
                yield break;
            }

            var after = int.Parse(token.Text, CultureInfo.InvariantCulture);
            foreach (var id in history.Touched.Skip(after))
            {
                var read = await inner.Capability<IAccountReader>()!.ReadAsync(new AccountLocator("", id), cancellationToken);
                yield return ConnectorResult<ChangePage>.Of(new([new(new("", id), read.Value)], TokenOf(++after)));
            }
        }

        public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) =>
            inner.Capability<IAccountWriter>()!.CreateAsync(account, cancellationToken);

        public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) => history.ReadOnly
            ? Task.FromResult(ConnectorResult.Failed(ConnectorStatus.Unavailable, "AWAY", "The target cannot be written."))
            : inner.Capability<IAccountWriter>()!.UpdateAsync(locator, change, cancellationToken);

        public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
            inner.Capability<IAccountWriter>()!.DeleteAsync(locator, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private static ChangeToken TokenOf(int place) => new(place.ToString(CultureInfo.InvariantCulture));
    }
}
