using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Sod;

namespace Prov.Silo.Messages;

/// <summary>Conflicts of what identities are given, in messages.</summary>
internal static class ConflictMessages
{
    public static V1.WithheldGrant Write(WithheldGrant withheld, ImmutableArray<DirectGrant> direct) => new()
    {
        Grant = GrantMessages.Write(new Grant(withheld.Kind, withheld.Target, withheld.Name, withheld.Causes) { Intent = withheld.Intent }, direct),
        Reason = withheld.Reason switch
        {
            WithheldReason.Exclusive => V1.WithheldGrant.Types.Reason.Exclusive,
            WithheldReason.Blocked => V1.WithheldGrant.Types.Reason.Blocked,
            WithheldReason.AwaitingApproval => V1.WithheldGrant.Types.Reason.AwaitingApproval,
            _ => V1.WithheldGrant.Types.Reason.Pruned,
        },
        By = withheld.By,
    };

    public static V1.SodViolation Write(SodViolation violation) => new()
    {
        Rule = violation.Rule,
        Standing = violation.Standing switch
        {
            SodStanding.Existing => V1.SodViolation.Types.Standing.Existing,
            SodStanding.Excepted => V1.SodViolation.Types.Standing.Excepted,
            SodStanding.Recorded => V1.SodViolation.Types.Standing.Recorded,
            SodStanding.Blocked => V1.SodViolation.Types.Standing.Blocked,
            SodStanding.AwaitingApproval => V1.SodViolation.Types.Standing.AwaitingApproval,
            _ => V1.SodViolation.Types.Standing.Pruned,
        },
        Held = { violation.Held },
        Withheld = { violation.Withheld },
        Since = Instants.Write(violation.Since),
        Until = Instants.Write(violation.Until),
    };
}
