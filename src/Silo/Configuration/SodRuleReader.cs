using Prov.Domain.Policies;
using Prov.Domain.Sod;
using Prov.Silo.Messages;

namespace Prov.Silo.Configuration;

/// <summary>Reads rules of separation of duties.</summary>
internal static class SodRuleReader
{
    public static SodRule Read(string name, V1.SodRule rule, DocumentFaults faults) => new()
    {
        Name = name,
        Sides = [.. rule.Sides.Select((s, i) => Side(s, $"spec.sides[{i}]", faults))],
        MostHeld = rule.MostHeld == 0 ? 1 : rule.MostHeld,
        Effect = Effect(faults.Known(rule.Effect, "spec.effect"), faults),
        Exceptions = [.. rule.Exceptions.Select((e, i) => Exception(e, $"spec.exceptions[{i}]", faults))],
    };

    private static SodSide Side(V1.SodSide side, string path, DocumentFaults faults) => new(faults.Required(side.Name, path + ".name"))
    {
        Roles = [.. side.Roles],
        Entitlements =
        [
            .. side.Entitlements.Select((e, i) => new EntitlementReference(
                faults.Required(e.Target, $"{path}.entitlements[{i}].target"), faults.Required(e.Entitlement, $"{path}.entitlements[{i}].entitlement"))),
        ],
        Priority = side.Priority,
    };

    private static SodEffect Effect(V1.SodRule.Types.Effect effect, DocumentFaults faults)
    {
        if (effect == V1.SodRule.Types.Effect.Unspecified)
        {
            faults.Required("", "spec.effect");
        }

        return effect switch
        {
            V1.SodRule.Types.Effect.Approval => SodEffect.Approval,
            V1.SodRule.Types.Effect.Prune => SodEffect.Prune,
            V1.SodRule.Types.Effect.Record => SodEffect.Record,
            _ => SodEffect.Block,
        };
    }

    private static SodException Exception(V1.SodException exception, string path, DocumentFaults faults)
    {
        var until = DateTimeOffset.MinValue;
        try
        {
            until = Instants.Read(faults.Required(exception.Until, path + ".until"));
        }
        catch (FormatException fault)
        {
            faults.Add(Domain.Policies.Compilation.FaultReasons.ValueOutOfRange, path + ".until", fault.Message);
        }

        return new(until)
        {
            IdentityId = exception.HasIdentity ? exception.Identity : null,
            When = exception.HasWhen ? exception.When : null,
            Reason = exception.Explanation,
        };
    }
}
