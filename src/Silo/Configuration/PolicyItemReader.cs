using Google.Protobuf.WellKnownTypes;
using Prov.Domain.Policies;
using Prov.Domain.Policies.Compilation;
using Prov.Silo.Messages;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;

namespace Prov.Silo.Configuration;

/// <summary>Reads the items of policies and roles.</summary>
internal static class PolicyItemReader
{
    public static PolicyItem Read(V1.PolicyItem item, string path, DocumentFaults faults)
    {
        var intent = item.Intent.Length == 0 ? DesiredAccount.DefaultIntent : item.Intent;
        return What(item, intent, path, faults) with
        {
            ValidFrom = Instant(item.ValidFrom, path + ".validFrom", faults),
            ValidUntil = Instant(item.ValidUntil, path + ".validUntil", faults),
            ValidFor = faults.Period(item.ValidFor, path + ".validFor"),
            RemoveAfter = faults.Period(item.RemoveAfter, path + ".removeAfter"),
        };
    }

    private static PolicyItem What(V1.PolicyItem item, string intent, string path, DocumentFaults faults)
    {
        switch (item.HasRole, item.HasAccount, item.Entitlement)
        {
            case (true, false, null):
                return new(GrantKind.Role, "", item.Role);
            case (false, true, null):
                return new(GrantKind.Account, item.Account, intent);
            case (false, false, { } right):
                return new(
                    GrantKind.Entitlement, faults.Required(right.Target, path + ".entitlement.target"), faults.Required(right.Entitlement, path + ".entitlement.entitlement"))
                {
                    Intent = intent == DesiredAccount.DefaultIntent ? null : intent,
                };
            default:
                faults.Add(FaultReasons.ValueMissing, path, "Give exactly one of role, account and entitlement.");
                return new(GrantKind.Role, "", "");
        }
    }

    private static DateTimeOffset? Instant(Timestamp? timestamp, string path, DocumentFaults faults)
    {
        try
        {
            return timestamp is null ? null : Instants.Read(timestamp);
        }
        catch (FormatException fault)
        {
            faults.Add(FaultReasons.ValueOutOfRange, path, fault.Message);
            return null;
        }
    }
}
