using System.Collections.Immutable;
using Prov.Domain.Sources;
using Faults = System.Collections.Immutable.ImmutableArray<Prov.Domain.Sources.EventFault>.Builder;

namespace Prov.Domain.Policies;

/// <summary>Checks a change of direct grants before it reaches its identity: everything that is wrong with it, at once.</summary>
public static class GrantValidation
{
    /// <param name="change">The change as received.</param>
    /// <param name="snapshot">Declares roles and targets.</param>
    /// <param name="now">The instant of receipt.</param>
    /// <returns>All faults; empty when the change can be decided on.</returns>
    public static ImmutableArray<EventFault> Check(GrantChange change, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var faults = ImmutableArray.CreateBuilder<EventFault>();
        CheckText(change.RequestId, Limits.EventIdLengthCharacters, "request_id", required: true, faults);
        CheckText(change.Reason, Limits.GrantReasonLengthCharacters, "explanation", required: false, faults);
        CheckText(change.Actor, Limits.ActorLengthCharacters, "actor", required: false, faults);
        if (change.Grant is { } grant)
        {
            CheckWhat(grant, snapshot, faults);
            CheckWhen(grant, now, faults);
        }

        return faults.ToImmutable();
    }

    private static void CheckWhat(DirectGrant grant, PolicySnapshot snapshot, Faults faults)
    {
        if (grant.Kind == GrantKind.Role)
        {
            if (snapshot.FindRole(grant.Name) is null)
            {
                faults.Add(new(
                    GrantFaultReasons.RoleUnknown, "role", "The configuration declares no role of this name with these parameters: name(parameter=value, ...)."));
            }

            return;
        }

        if (!snapshot.Targets.ContainsKey(grant.Target))
        {
            faults.Add(new(GrantFaultReasons.TargetUnknown, "target_system", "The configuration declares no target system of this name."));
        }

        if (grant.Kind == GrantKind.Entitlement)
        {
            CheckText(grant.Name, Limits.EntitlementLengthCharacters, "entitlement", required: true, faults);
        }

        CheckText((grant.Kind == GrantKind.Account ? grant.Name : grant.Intent) ?? "", Limits.NameLengthCharacters, "intent", required: false, faults);
    }

    private static void CheckWhen(DirectGrant grant, DateTimeOffset now, Faults faults)
    {
        if (grant.ValidUntil <= now)
        {
            faults.Add(new(GrantFaultReasons.ValidityInvalid, "valid_until", "The end has passed already; give a later one, or none."));
        }
        else if (grant.ValidUntil <= grant.ValidFrom)
        {
            faults.Add(new(GrantFaultReasons.ValidityInvalid, "valid_until", "The end has to come after the start."));
        }

        if (grant.ValidFrom - now > TimeSpan.FromDays(Limits.LongestPeriodDays))
        {
            faults.Add(new(GrantFaultReasons.ValidityInvalid, "valid_from", $"Give a start at most {Limits.LongestPeriodDays} days ahead."));
        }
    }

    private static void CheckText(string text, int limit, string path, bool required, Faults faults)
    {
        if (required && string.IsNullOrWhiteSpace(text))
        {
            faults.Add(new(EventFaultReasons.FieldMissing, path, "Give a value."));
        }
        else if (text.Length > limit)
        {
            faults.Add(new(EventFaultReasons.FieldTooLong, path, $"Give at most {limit} characters."));
        }
        else if (text.Any(char.IsControl))
        {
            faults.Add(new(EventFaultReasons.FieldNotText, path, "Control characters are not allowed."));
        }
    }
}
