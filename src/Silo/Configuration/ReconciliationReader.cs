using System.Collections.Immutable;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Preview;
using Prov.Domain.Reconciliation;
using Prov.Silo.Messages;

namespace Prov.Silo.Configuration;

/// <summary>Reads how a target is kept true; what is absent gets the domain's default.</summary>
internal static class ReconciliationReader
{
    private const string Path = "spec.reconciliation";

    public static ReconciliationRule Read(V1.ReconciliationRule rule, DocumentFaults faults) => new()
    {
        FullEvery = faults.Period(rule.FullEvery, Path + ".fullEvery"),
        DeltaEvery = faults.Period(rule.DeltaEvery, Path + ".deltaEvery"),
        Share = rule.HasShare ? rule.Share : 1,
        Actions = Actions(rule.Actions, faults),
        Attributes = [.. rule.Attributes.Select((a, i) => Attribute(a, $"{Path}.attributes[{i}]", faults))],
        Source = rule.HasSource ? rule.Source : null,
        Correlation = rule.Correlation is null ? null : new()
        {
            Attributes = rule.Correlation.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal),
            By = [.. rule.Correlation.By],
            Rule = rule.Correlation.HasRule ? rule.Correlation.Rule : null,
        },
        Guard = Guard(rule.Guard),
    };

    private static ImmutableSortedDictionary<Situation, ReconciliationAction> Actions(IList<V1.SituationRule> rules, DocumentFaults faults)
    {
        var actions = ImmutableSortedDictionary.CreateBuilder<Situation, ReconciliationAction>();
        for (var i = 0; i < rules.Count; i++)
        {
            var path = $"{Path}.actions[{i}]";
            var (situation, action) = (Names.Read<V1.Situation, Situation>(rules[i].Situation), Names.Read<V1.ReconciliationAction, ReconciliationAction>(rules[i].Action));
            if (situation is null || action is null)
            {
                faults.Add(FaultReasons.ValueMissing, path, "Give a situation and an action.");
            }
            else if (!actions.TryAdd(situation.Value, action.Value))
            {
                faults.Add(FaultReasons.NameDuplicate, path + ".situation", "The situation has an action already.");
            }
        }

        return actions.ToImmutable();
    }

    private static AttributeAtTarget Attribute(V1.AttributeAtTarget attribute, string path, DocumentFaults faults)
    {
        var authority = Names.Read<V1.AttributeAtTarget.Types.Authority, AttributeAuthorityAtTarget>(attribute.Authority);
        if (authority is null)
        {
            faults.Add(FaultReasons.ValueMissing, path + ".authority", "Give one of: mapping, prov, target.");
        }

        return new(
            faults.Required(attribute.Attribute, path + ".attribute"), authority ?? AttributeAuthorityAtTarget.Mapping,
            attribute.HasSourceAttribute ? attribute.SourceAttribute : null);
    }

    private static RemovalGuard Guard(V1.ReconciliationGuard? guard)
    {
        var defaults = new RemovalGuard();
        return guard is null ? defaults : new()
        {
            MaxShare = guard.HasMaxShare ? guard.MaxShare : defaults.MaxShare,
            AlwaysAllowed = guard.HasAlwaysAllowed ? guard.AlwaysAllowed : defaults.AlwaysAllowed,
        };
    }
}
