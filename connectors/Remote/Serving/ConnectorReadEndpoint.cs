using Grpc.Core;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Messages;
using Prov.Domain.Accounts;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Serving;

/// <summary>Serves the reading half of any connector.</summary>
public sealed class ConnectorReadEndpoint(ServedConnector served) : Wire.ConnectorService.ConnectorServiceBase
{
    public override Task<Wire.DescribeConnectorResponse> DescribeConnector(Wire.DescribeConnectorRequest request, ServerCallContext context)
    {
        TokenCheck.Demand(context, served.Token);
        return Task.FromResult(served.Describe());
    }

    public override async Task<Wire.TestConnectorResponse> TestConnector(Wire.TestConnectorRequest request, ServerCallContext context)
    {
        TokenCheck.Demand(context, served.Token);
        return new() { Outcome = OutcomeMessages.Write(await served.Connector.TestAsync(context.CancellationToken)) };
    }

    public override async Task<Wire.ReadSchemaResponse> ReadSchema(Wire.ReadSchemaRequest request, ServerCallContext context)
    {
        var result = await Capability<ISchemaReader>(context).ReadSchemaAsync(context.CancellationToken);
        return new() { Outcome = OutcomeMessages.Write(result), Attributes = { result.Value?.Attributes.Select(SchemaMessages.Write) ?? [] } };
    }

    public override async Task<Wire.ReadAccountResponse> ReadAccount(Wire.ReadAccountRequest request, ServerCallContext context)
    {
        var reader = Capability<IAccountReader>(context);
        var result = await reader.ReadAsync(Requests.Read(() => AccountMessages.Read(request.Locator)), context.CancellationToken);
        return new() { Outcome = OutcomeMessages.Write(result), Account = result.Value is { } account ? AccountMessages.Write(account) : null };
    }

    public override async Task<Wire.CountAccountsResponse> CountAccounts(Wire.CountAccountsRequest request, ServerCallContext context)
    {
        var result = await Capability<IAccountCounter>(context).CountAsync(context.CancellationToken);
        return new() { Outcome = OutcomeMessages.Write(result), Accounts = result.Value?.Accounts ?? 0, Exact = result.Value?.Exact ?? false };
    }

    public override async Task<Wire.GetChangeTokenResponse> GetChangeToken(Wire.GetChangeTokenRequest request, ServerCallContext context)
    {
        var result = await Capability<IAccountChangeReader>(context).CurrentTokenAsync(context.CancellationToken);
        return new() { Outcome = OutcomeMessages.Write(result), Token = result.Value?.Text ?? "" };
    }

    public override Task SearchAccounts(
        Wire.SearchAccountsRequest request, IServerStreamWriter<Wire.SearchAccountsResponse> responseStream, ServerCallContext context) => SendAsync(
        Capability<IAccountSearcher>(context).SearchAsync(context.CancellationToken),
        (page, account) => page.Accounts.Add(AccountMessages.Write(account)),
        (page, failure) => page.Failures.Add(failure),
        responseStream,
        context.CancellationToken);

    public override Task ReadEntitlements(
        Wire.ReadEntitlementsRequest request, IServerStreamWriter<Wire.ReadEntitlementsResponse> responseStream, ServerCallContext context) => SendAsync(
        Capability<IEntitlementReader>(context).ReadEntitlementsAsync(context.CancellationToken),
        (page, right) => page.Entitlements.Add(new Wire.ObservedEntitlement { Entitlement = right.Entitlement, DisplayName = right.DisplayName }),
        (page, failure) => page.Failures.Add(failure),
        responseStream,
        context.CancellationToken);

    public override Task ReadMemberships(
        Wire.ReadMembershipsRequest request, IServerStreamWriter<Wire.ReadMembershipsResponse> responseStream, ServerCallContext context) => SendAsync(
        Capability<IMembershipReader>(context).ReadMembershipsAsync(request.HasEntitlement ? request.Entitlement : null, context.CancellationToken),
        (page, edge) => page.Memberships.Add(new Wire.Membership { Entitlement = edge.Entitlement, Account = AccountMessages.Write(edge.Account) }),
        (page, failure) => page.Failures.Add(failure),
        responseStream,
        context.CancellationToken);

    public override async Task ReadChanges(
        Wire.ReadChangesRequest request, IServerStreamWriter<Wire.ReadChangesResponse> responseStream, ServerCallContext context)
    {
        await foreach (var page in Capability<IAccountChangeReader>(context).ReadChangesAsync(new(request.Token), context.CancellationToken))
        {
            await responseStream.WriteAsync(
                page.Value is { } told ? ChangesOf(told) : new() { Failure = OutcomeMessages.Write(page) }, context.CancellationToken);
        }
    }

    private static Wire.ReadChangesResponse ChangesOf(ChangePage page) => new()
    {
        NextToken = page.Next.Text,
        Changes =
        {
            page.Changes.Select(c => new Wire.ObservedChange
            {
                Locator = AccountMessages.Write(c.Locator), Account = c.Account is null ? null : AccountMessages.Write(c.Account),
            }),
        },
    };

    private T Capability<T>(ServerCallContext context)
        where T : class
    {
        TokenCheck.Demand(context, served.Token);
        return served.Connector.Capability<T>() ?? throw Requests.Unimplemented();
    }

    // Several items in a message: the cost of a message is that of many items.
    private async Task SendAsync<T, TPage>(
        IAsyncEnumerable<ConnectorResult<T>> items,
        Action<TPage, T> add,
        Action<TPage, Wire.Outcome> fail,
        IServerStreamWriter<TPage> to,
        CancellationToken cancellationToken)
        where T : class
        where TPage : new()
    {
        var (page, count) = (new TPage(), 0);
        await foreach (var item in items)
        {
            if (item.Value is { } value)
            {
                add(page, value);
            }
            else
            {
                fail(page, OutcomeMessages.Write(item));
            }

            if (++count == served.ItemsPerMessage)
            {
                await to.WriteAsync(page, cancellationToken);
                (page, count) = (new TPage(), 0);
            }
        }

        if (count > 0)
        {
            await to.WriteAsync(page, cancellationToken);
        }
    }
}
