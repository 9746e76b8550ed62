using System.Collections.Concurrent;
using System.Collections.Immutable;
using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Settings;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.Tests.TargetSystems;

/// <summary>A target in memory that counts its calls, can be down, and turns away what exceeds its rate within any second.</summary>
internal sealed class StrictTarget(TimeProvider time) : IConnector, IAccountReader, IAccountWriter, IConnectorFactory
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, ObservedAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _lastSecond = [];
    private readonly List<(string Operation, string Name)> _calls = [];

    /// <summary>Calls that any second may have; 0 for any number.</summary>
    public int MostPerSecond { get; set; }

    public bool IsDown { get; set; }

    /// <summary>What a test of the target waits for before it is answered.</summary>
    public Task Answers { get; set; } = Task.CompletedTask;

    public int Refused { get; private set; }

    /// <summary>Every call that arrived while the target was up.</summary>
    public IReadOnlyList<(string Operation, string Name)> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public IEnumerable<ObservedAccount> Accounts => _accounts.Values;

    public string Kind => "strict";

    public ImmutableArray<ConnectorSetting> Settings => [];

    public ImmutableArray<SettingFault> Check(TargetSystem target) => [];

    public IConnector Create(TargetSystem target, ISecretResolver secrets) => this;

    public async Task<ConnectorResult> TestAsync(CancellationToken cancellationToken)
    {
        await Answers;
        return Arrive("test", "") ?? ConnectorResult.Done;
    }

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => Task.FromResult(
        Arrive("read", locator.Name) is { } failure ? ConnectorResult<ObservedAccount>.From(failure)
        : _accounts.TryGetValue(locator.Name, out var found) ? ConnectorResult<ObservedAccount>.Of(found)
        : ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such account."));

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken)
    {
        if (Arrive("create", account.Name) is { } failure)
        {
            return Task.FromResult(ConnectorResult<ObservedAccount>.From(failure));
        }

        var made = new ObservedAccount { NativeId = account.Name, Name = account.Name, Enabled = account.Enabled, Attributes = account.Attributes };
        return Task.FromResult(_accounts.TryAdd(account.Name, made)
            ? ConnectorResult<ObservedAccount>.Of(made)
            : ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Conflict, "NAME_TAKEN", "The name is taken."));
    }

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken)
    {
        if (Arrive(change.Enabled == false ? "disable" : "update", locator.Name) is { } failure)
        {
            return Task.FromResult(failure);
        }

        _accounts[locator.Name] = _accounts[locator.Name] with
        {
            Enabled = change.Enabled ?? _accounts[locator.Name].Enabled,
            Attributes = AttributeSet.WithoutNulls(_accounts[locator.Name].Attributes.SetItems(change.Set)),
        };
        return Task.FromResult(ConnectorResult.Done);
    }

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken)
    {
        var failure = Arrive("delete", locator.Name);
        if (failure is null)
        {
            _accounts.TryRemove(locator.Name, out _);
        }

        return Task.FromResult(failure ?? ConnectorResult.Done);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ConnectorResult? Arrive(string operation, string name)
    {
        lock (_lock)
        {
            if (IsDown)
            {
                return ConnectorResult.Failed(ConnectorStatus.Unavailable, "DOWN", "The target is away.");
            }

            var now = time.GetUtcNow();
            while (_lastSecond.TryPeek(out var first) && now - first >= TimeSpan.FromSeconds(1))
            {
                _lastSecond.Dequeue();
            }

            _calls.Add((operation, name));
            if (MostPerSecond > 0 && _lastSecond.Count >= MostPerSecond)
            {
                Refused++;
                return ConnectorResult.Failed(ConnectorStatus.Throttled, "TOO_MANY", "Too many calls.", TimeSpan.FromSeconds(1));
            }

            _lastSecond.Enqueue(now);
            return null;
        }
    }
}
