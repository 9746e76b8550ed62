using Grpc.Core;
using Prov.Domain;
using AuditActions = Prov.Domain.Auditing.AuditActions;
using Prov.Grains.Policies;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows accounts.</summary>
internal sealed class Accounts(IProvStore store, PolicyCurrent policies, TimeProvider time) : AccountService.AccountServiceBase
{
    public override async Task<GetAccountResponse> GetAccount(GetAccountRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var row = await store.LoadAccountAsync(Required.Text(request.AccountId, "account_id"), context.CancellationToken);
        if (row is null || row.Desired.Tenant != caller.Tenant)
        {
            throw RpcErrors.NotFound(ErrorReason.AccountUnknown, "There is no such account.", request.AccountId);
        }

        var secrecy = new Secrecy(await policies.FindAsync(caller.Tenant, context.CancellationToken));
        return new GetAccountResponse { Account = AccountMessages.Write(row, secrecy) };
    }

    public override async Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var snapshot = await policies.FindAsync(caller.Tenant, context.CancellationToken);
        var query = AccountFilters.Read(request.Filter, snapshot, new(caller.Tenant, Paging.SizeOf(request.PageSize), request.PageToken));
        if (query is null)
        {
            return new ListAccountsResponse();
        }

        var page = await Paging.ReadAsync(() => store.ListAccountsAsync(query, context.CancellationToken));
        var secrecy = new Secrecy(snapshot);
        return new ListAccountsResponse
        {
            Accounts = { page.Items.Select(row => AccountMessages.Write(row, secrecy)) },
            NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<RetryAccountsResponse> RetryAccounts(RetryAccountsRequest request, ServerCallContext context)
    {
        if (request.AccountIds.Count == 0)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldMissing, "account_ids", "Name the accounts to try again.");
        }

        if (request.AccountIds.Count > Limits.RetriedAccountsCount)
        {
            throw RpcErrors.Invalid(ErrorReason.TooMany, "account_ids", $"Name at most {Limits.RetriedAccountsCount} accounts.");
        }

        var (caller, now) = (Caller.Of(context), time.GetUtcNow());
        await store.AppendAuditAsync([.. request.AccountIds.Distinct().Select(id => Entry(id, caller, now))], context.CancellationToken);
        return new() { Retried = await store.RetryAccountsAsync(caller.Tenant, request.AccountIds, now, context.CancellationToken) };
    }

    private static Domain.Auditing.AuditEntry Entry(string accountId, Caller caller, DateTimeOffset now) => new()
    {
        At = now, Tenant = caller.Tenant, Subject = accountId, Action = AuditActions.AccountRetried, Actor = caller.Name,
    };
}
