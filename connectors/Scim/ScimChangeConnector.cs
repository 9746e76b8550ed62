using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Exchange;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Protocol;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Connectors.Scim;

/// <summary>
/// A server whose users can be filtered by <c>meta.lastModified</c>. It tells who was made or changed; who was deleted, or put into a
/// group, only a full search tells.
/// </summary>
internal sealed class ScimChangeConnector(ScimSettings settings, HttpServer http) : ScimConnector(settings, http), IAccountChangeReader
{
    // The server's clock shows whole seconds, and what is written now may get its time a moment later.
    private static readonly TimeSpan _overlap = TimeSpan.FromSeconds(2);

    private const int MaxChanges = 20_000;

    private readonly ScimSettings _settings = settings;
    private readonly HttpServer _http = http;

    public bool TellsDeletions => false;

    public Task<ConnectorResult<ChangeToken>> CurrentTokenAsync(CancellationToken cancellationToken) =>
        RunAsync((client, server, token) => NowAsync(client.Call, server.Users, token), cancellationToken);

    public IAsyncEnumerable<ConnectorResult<ChangePage>> ReadChangesAsync(ChangeToken token, CancellationToken cancellationToken) =>
        HttpStreaming.RunAsync(_http, _settings.Http.Timeout, (call, limited) => ReadAsync(call, token, limited), cancellationToken);

    private async IAsyncEnumerable<ConnectorResult<ChangePage>> ReadAsync(HttpCall call, ChangeToken since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!Rfc3339.TryParse(since.Text, out _))
        {
            throw Lost("The token was never given by this target.");
        }

        var server = await ServerAsync(call, cancellationToken);
        var client = new ScimClient(call);

        // Taken before the reading, so that what changes meanwhile is read again.
        var next = await NowAsync(call, server.Users, cancellationToken);
        var held = await MembershipsAsync(client, server, cancellationToken);
        var query = $"filter={Uri.EscapeDataString(ScimFilter.NotBefore("meta.lastModified", since.Text))}&";
        var changes = ImmutableArray.CreateBuilder<ObservedChange>();
        await foreach (var element in ScimPages.ReadAsync(client, server, server.Users, query, cancellationToken))
        {
            if (Observed(element, server, held) is { IsDone: true, Value: { } account })
            {
                changes.Add(new(new AccountLocator(account.Name, account.NativeId), account));
            }

            // One page, since there is no place within a list that shifts while it is read.
            if (changes.Count > MaxChanges)
            {
                throw Lost("There are more changes than can be told at once.");
            }
        }

        yield return ConnectorResult<ChangePage>.Of(new(changes.DrainToImmutable(), next));
    }

    private static HttpFaultException Lost(string why) => HttpFaultException.Of(ConnectorStatus.Refused, ChangeToken.LostReason, why + " A full search closes the gap.");

    private static async Task<ChangeToken> NowAsync(HttpCall call, string users, CancellationToken cancellationToken)
    {
        var reply = await call.RequireAsync(new(HttpMethod.Get, $"{users}?startIndex=1&count=1"), cancellationToken);
        var now = reply.Date ?? throw HttpFaultException.Of(
            ConnectorStatus.Unavailable, "SERVER_CLOCK_HIDDEN", "The server's answers have no date, so that changes cannot be told by time. Set changes to none.");
        return new(Value.From(now - _overlap).ToString());
    }
}
