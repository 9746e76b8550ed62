using Prov.Domain.Accounts;
using Prov.Grains.Contracts;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Preview;

/// <summary>Brings one identity up to date now, and waits for what its targets answer.</summary>
public sealed class ProvisionOnDemand(IProvStore store, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Its accounts, once each has been tried with its newest generation, or the wait is over. What is still under way goes on.
    /// </summary>
    public async Task<IReadOnlyList<AccountRow>> ApplyAsync(string identityId, string actor, CancellationToken cancellationToken)
    {
        await grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(identityId)).EvaluateAsync(
            new EvaluationRequest(EvaluationCause.Requested) { Actor = actor }, cancellationToken);
        var (begun, before) = (time.GetTimestamp(), await AccountsAsync(identityId, cancellationToken));
        var accounts = before;
        while (accounts.Any(a => IsUnderWay(a, before)) && time.GetElapsedTime(begun) < _longestWait)
        {
            await Task.Delay(_look, time, cancellationToken);
            accounts = await AccountsAsync(identityId, cancellationToken);
        }

        return accounts;
    }

    // An account that has been tried since tells by its version what came of it, even when that was a failure.
    private static bool IsUnderWay(AccountRow account, IReadOnlyList<AccountRow> before) =>
        account.Account.AppliedGeneration < account.Desired.Generation
        && (account.Account.Status == AccountStatus.Pending
            || before.Any(b => b.Desired.AccountId == account.Desired.AccountId && b.Account.Version == account.Account.Version));

    private async Task<IReadOnlyList<AccountRow>> AccountsAsync(string identityId, CancellationToken cancellationToken) =>
        (await store.LoadIdentitiesAsync([identityId], cancellationToken)).FirstOrDefault()?.Accounts ?? [];
}
