using Prov.Connectors.Capabilities;
using Prov.Connectors.Ldap.Changes;
using Prov.Connectors.Ldap.Sessions;
using Prov.Connectors.Outcomes;

namespace Prov.Connectors.Ldap;

/// <summary>A directory that tells what changed.</summary>
internal sealed class LdapChangeConnector : LdapConnector, IAccountChangeReader
{
    private readonly LdapChangeReading _changes;

    public LdapChangeConnector(LdapSettings settings, LdapSessionPool pool)
        : base(settings, pool)
    {
        _changes = new(settings, Search);
        TellsDeletions = settings.Changes != LdapChanges.ModifyTimestamp;
    }

    public bool TellsDeletions { get; }

    public Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) =>
        RunAsync(_changes.CurrentAsync, cancellationToken, isLong: true);

    public IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, CancellationToken cancellationToken) =>
        StreamAsync((call, cancel) => _changes.ReadAsync(call, token, cancel), cancellationToken);

    // What needs nothing but a search has been tested with it.
    protected override Task TestAsync(LdapCall call, CancellationToken cancellationToken) =>
        TellsDeletions ? _changes.CurrentAsync(call, cancellationToken) : Task.CompletedTask;
}
