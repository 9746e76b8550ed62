using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Accounts;

/// <summary>Looks up whether another account of the same person has to go first. Reads the store only where targets depend on each other.</summary>
internal sealed class AccountTurn(IProvStore store)
{
    /// <summary>The target that is waited for; null when it is this account's turn.</summary>
    public async Task<string?> WaitsForAsync(AccountRow row, CompiledTarget target, CancellationToken cancellationToken)
    {
        foreach (var other in AccountOrder.Before(row.Desired, row.Account.Observed, target))
        {
            var accountId = IdentityId.ForAccount(row.Desired.IdentityId, other, row.Desired.Intent);
            var found = await store.LoadAccountAsync(accountId, cancellationToken);
            if (found is not null && AccountOrder.MustWait(row.Desired, found.Desired, found.Account))
            {
                return other;
            }
        }

        return null;
    }
}
