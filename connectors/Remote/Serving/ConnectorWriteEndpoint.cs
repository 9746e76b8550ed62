using System.Collections.Immutable;
using Grpc.Core;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Messages;
using Prov.Domain.Accounts;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote.Serving;

/// <summary>Serves the writing half of any connector.</summary>
public sealed class ConnectorWriteEndpoint(ServedConnector served) : Wire.ConnectorWriteService.ConnectorWriteServiceBase
{
    public override async Task<Wire.CreateAccountResponse> CreateAccount(Wire.CreateAccountRequest request, ServerCallContext context)
    {
        var writer = Capability<IAccountWriter>(context);
        var result = await writer.CreateAsync(Requests.Read(() => AccountMessages.Read(request.Account)), context.CancellationToken);
        return new() { Outcome = OutcomeMessages.Write(result), Account = result.Value is { } account ? AccountMessages.Write(account) : null };
    }

    public override async Task<Wire.UpdateAccountResponse> UpdateAccount(Wire.UpdateAccountRequest request, ServerCallContext context)
    {
        var writer = Capability<IAccountWriter>(context);
        var update = Requests.Read(() => UpdateOf(request));
        return new() { Outcome = OutcomeMessages.Write(await writer.UpdateAsync(update.Locator, update.Change, context.CancellationToken)) };
    }

    public override async Task<Wire.DeleteAccountResponse> DeleteAccount(Wire.DeleteAccountRequest request, ServerCallContext context)
    {
        var writer = Capability<IAccountWriter>(context);
        var locator = Requests.Read(() => AccountMessages.Read(request.Locator));
        return new() { Outcome = OutcomeMessages.Write(await writer.DeleteAsync(locator, context.CancellationToken)) };
    }

    public override async Task<Wire.WriteAccountsResponse> WriteAccounts(Wire.WriteAccountsRequest request, ServerCallContext context)
    {
        var bulk = Capability<IAccountBulkWriter>(context);
        var writes = Requests.Read(() => request.Writes.Select(Read).ToImmutableArray());
        if (writes.Length > bulk.MostWrites)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "There are more writes than most_writes."));
        }

        return new() { Results = { (await bulk.WriteAsync(writes, context.CancellationToken)).Select(ResultOf) } };
    }

    public override async Task<Wire.PollOperationResponse> PollOperation(Wire.PollOperationRequest request, ServerCallContext context) =>
        new() { Outcome = OutcomeMessages.Write(await Capability<IOperationPoller>(context).PollAsync(request.Operation, context.CancellationToken)) };

    private static AccountWrite Read(Wire.AccountWrite write) => write.WriteCase switch
    {
        Wire.AccountWrite.WriteOneofCase.Create => new AccountWrite.Create(AccountMessages.Read(write.Create.Account)),
        Wire.AccountWrite.WriteOneofCase.Update => UpdateOf(write.Update),
        Wire.AccountWrite.WriteOneofCase.Delete => new AccountWrite.Delete(AccountMessages.Read(write.Delete.Locator)),
        _ => throw new FormatException("A write says nothing."),
    };

    private static AccountWrite.Update UpdateOf(Wire.UpdateAccountRequest request) =>
        new(AccountMessages.Read(request.Locator), AccountMessages.Read(request.Change));

    private static Wire.AccountWriteResult ResultOf(ConnectorResult result) => new()
    {
        Outcome = OutcomeMessages.Write(result),
        Account = result is ConnectorResult<ObservedAccount> { Value: { } account } ? AccountMessages.Write(account) : null,
    };

    private T Capability<T>(ServerCallContext context)
        where T : class
    {
        TokenCheck.Demand(context, served.Token);
        return served.Connector.Capability<T>() ?? throw Requests.Unimplemented();
    }
}
