using Prov.Domain.Explanations;
using Prov.Domain.Policies;
using Prov.Silo.Messages;
using Prov.V1;
using Account = Prov.Domain.Accounts.Account;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;
using Identity = Prov.Domain.Identities.Identity;
using ObservedAccount = Prov.Domain.Accounts.ObservedAccount;
using State = Prov.V1.PolicyTestAccount.Types.State;

namespace Prov.Silo.PolicyTests;

/// <summary>Shows identities of the domain as tests see them.</summary>
internal static class SeenIdentities
{
    /// <param name="identity">The identity with what its accounts should be.</param>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="now">The instant of looking.</param>
    /// <param name="accountOf">What is known of an account, and the account as its target has it.</param>
    public static SeenIdentity Of(
        Identity identity, PolicySnapshot snapshot, DateTimeOffset now, Func<DesiredAccount, (Account? Known, ObservedAccount? There)> accountOf) => new(
        $"{identity.Records[0].Source}/{identity.Records[0].Key}",
        IdentityMessages.Write(identity, new Secrecy(snapshot)),
        identity.Provenance.ToDictionary(p => p.Key, p => $"{p.Value.Source}/{p.Value.SourceKey}"),
        [.. Explainer.Explain(identity, snapshot, now).Notes.Select(n => n.Reason)],
        [.. identity.Accounts.Select(desired => Of(desired, accountOf(desired)))]);

    private static SeenAccount Of(DesiredAccount desired, (Account? Known, ObservedAccount? There) account)
    {
        var seen = new SeenAccount(desired.Target, desired.Intent)
        {
            State = State.Missing,
            Name = desired.Name,
            DeleteAt = desired.DeleteAt,
            Failure = account.Known?.FailureReason ?? "",
        };
        return account.There is not { } there ? seen : seen with
        {
            State = there.Enabled ? State.Enabled : State.Disabled,
            Name = there.Name,
            Attributes = there.Attributes.ToDictionary(a => a.Key, a => Values.Write(a.Value)),
            Entitlements = there.Entitlements,
        };
    }
}
