using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Spml.Messages;
using Prov.Connectors.Spml.Transport;
using Prov.Domain.Accounts;

namespace Prov.Connectors.Spml;

/// <summary>Asks an SPML 2.0 provider. One call for each write of an account whose id is known.</summary>
internal sealed class SpmlConnector(SpmlSettings settings, SpmlEndpoint endpoint)
    : IConnector, IAccountReader, IAccountSearcher, IAccountWriter, IOperationPoller
{
    private readonly SpmlRequests _requests = new(settings);
    private readonly SpmlAccounts _accounts = new(settings);

    public Task<ConnectorResult> TestAsync(CancellationToken cancellationToken) => TryAsync(
        async () => SpmlOutcomes.Explain(await endpoint.CallAsync(SpmlRequests.ListTargets(), writes: false, cancellationToken)), writes: false, f => f);

    public Task<ConnectorResult<ObservedAccount>> ReadAsync(AccountLocator locator, CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            var answer = await endpoint.CallAsync(
                locator.NativeId is { } id ? _requests.Lookup(id) : _requests.SearchByName(locator.Name), writes: false, cancellationToken);
            return SpmlOutcomes.Explain(answer) is { IsDone: false } failure
                ? ConnectorResult<ObservedAccount>.From(failure)
                : SpmlAccounts.Objects(answer).FirstOrDefault() is { } pso ? ConnectorResult<ObservedAccount>.Of(_accounts.Read(pso)) : Gone<ObservedAccount>();
        },
        writes: false,
        ConnectorResult<ObservedAccount>.From);

    public async IAsyncEnumerable<ConnectorResult<ObservedAccount>> SearchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var request = _requests.SearchAll(); request is not null;)
        {
            var (page, failure) = await PageAsync(request, cancellationToken);
            if (page is null)
            {
                yield return ConnectorResult<ObservedAccount>.From(failure!);
                yield break;
            }

            foreach (var pso in SpmlAccounts.Objects(page))
            {
                yield return Item(pso);
            }

            var iterator = (string?)page.Elements().FirstOrDefault(e => e.Name.LocalName == "iterator")?.Attribute("ID");
            if (iterator is not null && !seen.Add(iterator) && !SpmlAccounts.Objects(page).Any())
            {
                yield return ConnectorResult<ObservedAccount>.Failed(
                    ConnectorStatus.Unavailable, "ENDLESS_PAGES", "The provider gives the same empty page again and again.");
                yield break;
            }

            request = iterator is null ? null : SpmlRequests.Iterate(iterator);
        }
    }

    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) => TryAsync(
        async () =>
        {
            var answer = await endpoint.CallAsync(_requests.Add(account), writes: true, cancellationToken);
            return SpmlOutcomes.Explain(answer) is { IsDone: false } failure
                ? ConnectorResult<ObservedAccount>.From(failure)
                : ConnectorResult<ObservedAccount>.Of(_accounts.Read(SpmlAccounts.Objects(answer).FirstOrDefault() ?? throw new FormatException("The new object is missing.")));
        },
        writes: true,
        ConnectorResult<ObservedAccount>.From);

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) =>
        WriteAsync(locator, id => _requests.Modify(id, change), cancellationToken);

    public async Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) =>
        await WriteAsync(locator, _requests.Delete, cancellationToken) is { Status: not ConnectorStatus.NotFound } result ? result : ConnectorResult.Done;

    public Task<ConnectorResult> PollAsync(string operation, CancellationToken cancellationToken) => TryAsync(
        async () => SpmlOutcomes.Explain(await endpoint.CallAsync(SpmlRequests.Status(operation), writes: false, cancellationToken)) is var result
            && result.Status == ConnectorStatus.Accepted ? result with { Operation = operation } : result,
        writes: false,
        f => f);

    public ValueTask DisposeAsync()
    {
        endpoint.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ConnectorResult> WriteAsync(AccountLocator locator, Func<string, XElement> request, CancellationToken cancellationToken)
    {
        var id = locator.NativeId;
        if (id is null)
        {
            var found = await ReadAsync(locator, cancellationToken);
            if (found.Value is null)
            {
                return found;
            }

            id = found.Value.NativeId;
        }

        return await TryAsync(
            async () => SpmlOutcomes.Explain(await endpoint.CallAsync(request(id), writes: true, cancellationToken)), writes: true, f => f);
    }

    private async Task<(XElement? Page, ConnectorResult? Failure)> PageAsync(XElement request, CancellationToken cancellationToken)
    {
        XElement? page = null;
        var result = await TryAsync(
            async () => SpmlOutcomes.Explain(page = await endpoint.CallAsync(request, writes: false, cancellationToken)), writes: false, f => f);
        return result.IsDone ? (page, null) : (null, result);
    }

    private ConnectorResult<ObservedAccount> Item(XElement pso)
    {
        try
        {
            return ConnectorResult<ObservedAccount>.Of(_accounts.Read(pso));
        }
        catch (FormatException e)
        {
            return ConnectorResult<ObservedAccount>.Failed(ConnectorStatus.Refused, "OBJECT_INVALID", $"One object cannot be read: {e.Message}");
        }
    }

    private static ConnectorResult<T> Gone<T>()
        where T : class => ConnectorResult<T>.Failed(ConnectorStatus.NotFound, "ACCOUNT_NOT_FOUND", "There is no such object.");

    private static async Task<T> TryAsync<T>(Func<Task<T>> call, bool writes, Func<ConnectorResult, T> failed)
        where T : ConnectorResult
    {
        try
        {
            return await call();
        }
        catch (SpmlFaultException e)
        {
            return failed(e.Outcome);
        }
        catch (FormatException e)
        {
            return failed(ConnectorResult.Failed(
                writes ? ConnectorStatus.Unknown : ConnectorStatus.Unavailable, "ANSWER_INVALID", $"The provider's answer cannot be read: {e.Message}"));
        }
    }
}
