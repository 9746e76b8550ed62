using Prov.Domain.Accounts;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Messages;

/// <summary>Accounts in messages.</summary>
internal static class AccountMessages
{
    public static V1.Account Write(AccountRow row, Secrecy secrecy)
    {
        var (desired, account) = (row.Desired, row.Account);
        return new V1.Account
        {
            Id = desired.AccountId,
            IdentityId = desired.IdentityId,
            TargetSystem = desired.Target,
            Intent = desired.Intent,
            Desired = Write(desired, secrecy),
            Observed = account.Observed is null ? null : Write(account.Observed, secrecy.OfAccount(desired.Target)),
            AppliedGeneration = account.AppliedGeneration,
            Status = Write(account.Status),
            Attempts = account.Attempts,
            FailureReason = account.FailureReason ?? "",
            FailureMessage = account.FailureMessage ?? "",
            DueAt = Instants.Write(row.DueAt),
            AttributesWithOtherValues = { account.AttributesWithOtherValues },
        };
    }

    private static V1.DesiredAccount Write(Domain.Accounts.DesiredAccount desired, Secrecy secrecy)
    {
        var message = new V1.DesiredAccount
        {
            Generation = desired.Generation,
            State = desired.State switch
            {
                AccountState.Absent => V1.DesiredAccount.Types.State.Absent,
                AccountState.Disabled => V1.DesiredAccount.Types.State.Disabled,
                _ => V1.DesiredAccount.Types.State.Enabled,
            },
            Name = desired.Name,
            Entitlements = { desired.Entitlements },
            WithdrawnEntitlements = { desired.Withdrawn },
            DeleteAt = Instants.Write(desired.DeleteAt),
            Placement = { desired.Placement.AsValues().Select(u => u.AsString()) },
        };
        Values.Write(message.Attributes, desired.Attributes, secrecy.OfAccount(desired.Target));
        return message;
    }

    private static V1.ObservedAccount Write(Domain.Accounts.ObservedAccount observed, Func<string, bool> secret)
    {
        var message = new V1.ObservedAccount
        {
            NativeId = observed.NativeId,
            Name = observed.Name,
            Enabled = observed.Enabled,
            Entitlements = { observed.Entitlements },
            Placement = { observed.Placement.AsValues().Select(u => u.AsString()) },
        };
        Values.Write(message.Attributes, observed.Attributes, secret);
        return message;
    }

    private static V1.Account.Types.Status Write(AccountStatus status) => status switch
    {
        AccountStatus.Pending => V1.Account.Types.Status.Pending,
        AccountStatus.Converged => V1.Account.Types.Status.Converged,
        AccountStatus.Retrying => V1.Account.Types.Status.Retrying,
        AccountStatus.Refused => V1.Account.Types.Status.Refused,
        AccountStatus.Accepted => V1.Account.Types.Status.Accepted,
        _ => V1.Account.Types.Status.NameTaken,
    };
}
