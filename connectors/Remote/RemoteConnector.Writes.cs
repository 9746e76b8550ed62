using System.Collections.Immutable;
using Grpc.Core;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Remote.Messages;
using Prov.Connectors.Remote.Outcomes;
using Prov.Domain.Accounts;
using Wire = Prov.Connector.V1;

namespace Prov.Connectors.Remote;

/// <summary>The writes. An answer that breaks the contract tells nothing of what was done, so the outcome is unknown then.</summary>
internal sealed partial class RemoteConnector
{
    public Task<ConnectorResult<ObservedAccount>> CreateAsync(NewAccount account, CancellationToken cancellationToken) => WriteAsync(
        Wire.Capability.Write,
        (client, options) => client.CreateAccountAsync(new() { Account = AccountMessages.Write(account) }, options),
        answer => Of(answer.Outcome, () => ReadAccount(answer.Account)),
        ConnectorResult<ObservedAccount>.From,
        cancellationToken);

    public Task<ConnectorResult> UpdateAsync(AccountLocator locator, AccountChange change, CancellationToken cancellationToken) => WriteAsync(
        Wire.Capability.Write,
        (client, options) => client.UpdateAccountAsync(new() { Locator = AccountMessages.Write(locator), Change = AccountMessages.Write(change) }, options),
        answer => OutcomeMessages.Read(answer.Outcome),
        failure => failure,
        cancellationToken);

    public Task<ConnectorResult> DeleteAsync(AccountLocator locator, CancellationToken cancellationToken) => WriteAsync(
        Wire.Capability.Write,
        (client, options) => client.DeleteAccountAsync(new() { Locator = AccountMessages.Write(locator) }, options),
        answer => OutcomeMessages.Read(answer.Outcome),
        failure => failure,
        cancellationToken);

    public Task<ConnectorResult> PollAsync(string operation, CancellationToken cancellationToken) => WriteAsync(
        Wire.Capability.Operations,
        (client, options) => client.PollOperationAsync(new() { Operation = operation }, options),
        answer => OutcomeMessages.Read(answer.Outcome),
        failure => failure,
        cancellationToken,
        writes: false);

    public async Task<ImmutableArray<ConnectorResult>> WriteAsync(ImmutableArray<AccountWrite> writes, CancellationToken cancellationToken)
    {
        var request = new Wire.WriteAccountsRequest { Writes = { writes.Select(Message) } };
        return await WriteAsync<Wire.WriteAccountsResponse, ImmutableArray<ConnectorResult>>(
            Wire.Capability.Bulk,
            (client, options) => client.WriteAccountsAsync(request, options),
            answer => answer.Results.Count == writes.Length
                ? [.. writes.Select((w, i) => Result(w, answer.Results[i]))]
                : throw new FormatException("There is not one result for each write."),
            failure => [.. writes.Select(_ => failure)],
            cancellationToken);
    }

    private static Wire.AccountWrite Message(AccountWrite write) => write switch
    {
        AccountWrite.Create create => new() { Create = new() { Account = AccountMessages.Write(create.Account) } },
        AccountWrite.Update update => new()
        {
            Update = new() { Locator = AccountMessages.Write(update.Locator), Change = AccountMessages.Write(update.Change) },
        },
        AccountWrite.Delete delete => new() { Delete = new() { Locator = AccountMessages.Write(delete.Locator) } },
        _ => throw new ArgumentOutOfRangeException(nameof(write)),
    };

    private ConnectorResult Result(AccountWrite write, Wire.AccountWriteResult result)
    {
        try
        {
            return write is AccountWrite.Create ? Of(result.Outcome, () => ReadAccount(result.Account)) : OutcomeMessages.Read(result.Outcome);
        }
        catch (FormatException e)
        {
            return RemoteFaults.Invalid(e, writes: true);
        }
    }

    private async Task<TResult> WriteAsync<TResponse, TResult>(
        Wire.Capability capability,
        Func<Wire.ConnectorWriteService.ConnectorWriteServiceClient, CallOptions, AsyncUnaryCall<TResponse>> call,
        Func<TResponse, TResult> read,
        Func<ConnectorResult, TResult> failed,
        CancellationToken cancellationToken,
        bool writes = true)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _description.LacksAsync(capability, cancellationToken) is { } lacking
            ? failed(lacking)
            : await calls.CallAsync(writes, (invoker, options) => call(new(invoker), options), read, failed, cancellationToken);
    }
}
