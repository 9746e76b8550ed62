using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Reconciliation;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Checks and compiles how targets are kept true.</summary>
internal sealed class ReconciliationCompiler(
    ConfigurationSet configuration, ImmutableArray<AttributeDefinition> attributes, ImmutableArray<CompiledCorrelationRule> rules,
    FrozenSet<string> secrets, FaultCollector faults)
{
    private const string Path = "spec.reconciliation";

    public CompiledReconciliation Compile(TargetSystem target, string document)
    {
        if (target.Reconciliation is not { } rule)
        {
            return CompiledReconciliation.Default;
        }

        CheckSchedule(rule, document);
        CheckActions(rule, document);
        CheckAttributes(rule, target, document);
        var told = Told(rule.Correlation, document);
        var source = configuration.Sources.FirstOrDefault(s => s.Name == rule.Source);
        return new CompiledReconciliation(
            Distinct(rule), told, FindRule(rule.Correlation, document), source?.Attributes.Select(a => a.Name) ?? []);
    }

    private void CheckSchedule(ReconciliationRule rule, string document)
    {
        RequireLonger(rule.FullEvery, Limits.ShortestFullRunSeconds, document, ".fullEvery");
        RequireLonger(rule.DeltaEvery, Limits.ShortestDeltaRunSeconds, document, ".deltaEvery");
        if (!(rule.Share > 0 && rule.Share <= 1))
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, Path + ".share", "Give more than 0 and at most 1.");
        }

        if (!(rule.Guard.MaxShare >= 0 && rule.Guard.MaxShare <= 1) || rule.Guard.AlwaysAllowed < 0)
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, Path + ".guard", "The share is 0 to 1, what is always allowed 0 or more.");
        }
    }

    private void RequireLonger(TimeSpan? period, int seconds, string document, string field)
    {
        faults.RequirePeriod(period, document, Path + field);
        if (period < TimeSpan.FromSeconds(seconds))
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, Path + field, $"Give at least {seconds} seconds.");
        }
    }

    private void CheckActions(ReconciliationRule rule, string document)
    {
        foreach (var (situation, action) in rule.Actions.Where(a => !DecisionTable.Allowed(a.Key).Contains(a.Value)))
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, Path + ".actions",
                $"{action} is no action for {situation}. Choose of: {string.Join(", ", DecisionTable.Allowed(situation))}.");
        }
    }

    private void CheckAttributes(ReconciliationRule rule, TargetSystem target, string document)
    {
        faults.RequireAtMost(Limits.MappingsPerDocumentCount, rule.Attributes.Length, document, Path + ".attributes");
        var source = rule.Source is null ? null : configuration.Sources.FirstOrDefault(s => s.Name == rule.Source);
        if (rule.Source is not null && source is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, Path + ".source", $"No authoritative source '{rule.Source}' is configured.");
        }

        if (rule.Source is null && rule.ActionFor(Situation.Different) == ReconciliationAction.SyncBack)
        {
            faults.Add(FaultReasons.ValueMissing, document, Path + ".source", "Name the authoritative source whose records are made of what is taken over.");
        }

        if (source is not null && source.Active?.Trim() != "false")
        {
            // Otherwise an account that is left over would keep its person here.
            faults.Add(
                FaultReasons.ValueMissing, document, Path + ".source",
                $"Records made of a target say nothing of who is here: set active to \"false\" in the source '{source.Name}'.");
        }

        for (var i = 0; i < rule.Attributes.Length; i++)
        {
            CheckAttribute(rule.Attributes[i], source, rule, target, document, $"{Path}.attributes[{i}]");
        }
    }

    private void CheckAttribute(
        AttributeAtTarget attribute, Sources.AuthoritativeSource? source, ReconciliationRule rule, TargetSystem target, string document, string path)
    {
        var mappings = target.Mappings.Where(m => m.Attribute == attribute.Attribute).ToList();
        if (mappings.Count == 0)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, path + ".attribute", $"No mapping of this target writes '{attribute.Attribute}'.");
        }

        if (rule.Attributes.Count(a => a.Attribute == attribute.Attribute) > 1)
        {
            faults.Add(FaultReasons.NameDuplicate, document, path + ".attribute", $"'{attribute.Attribute}' is named more than once.");
        }

        if (attribute.Authority != AttributeAuthorityAtTarget.Target)
        {
            return;
        }

        if (rule.Source is null)
        {
            faults.Add(FaultReasons.ValueMissing, document, Path + ".source", "Name the authoritative source whose records are made of what is taken over.");
        }

        if (mappings.Exists(m => m.Secret))
        {
            faults.Add(FaultReasons.SecretExposed, document, path + ".authority", "What is secret is not taken over from a target.");
        }

        var name = attribute.SourceAttribute ?? attribute.Attribute;
        if (source is not null && source.Attributes.All(a => a.Name != name))
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, path + ".sourceAttribute", $"The source '{source.Name}' declares no attribute '{name}'.");
        }
    }

    private ImmutableArray<(string Attribute, Expression Expression)> Told(AccountCorrelation? correlation, string document)
    {
        const string At = Path + ".correlation";
        var told = ImmutableArray.CreateBuilder<(string, Expression)>();
        faults.RequireAtMost(Limits.CorrelationAttributesCount * 2, correlation?.Attributes.Count ?? 0, document, At + ".attributes");
        foreach (var (name, text) in correlation?.Attributes ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            if (attributes.All(a => a.Name != name) || secrets.Contains(name))
            {
                faults.Add(FaultReasons.ReferenceUnknown, document, $"{At}.attributes.{name}", $"No attribute '{name}' of identities can be compared.");
            }
            else if (new MappingCompiler(document, Environments.ObservedAccount, faults).Expression(text, $"{At}.attributes.{name}", null) is { } expression)
            {
                told.Add((name, expression));
            }
        }

        foreach (var name in correlation?.By ?? [])
        {
            if (!correlation!.Attributes.ContainsKey(name) || configuration.Sources.All(s => !s.CorrelateBy.Contains(name)))
            {
                faults.Add(
                    FaultReasons.ReferenceUnknown, document, At + ".by",
                    $"'{name}' is not among the attributes above, or no source correlates by it.");
            }
        }

        return told.ToImmutable();
    }

    private CompiledCorrelationRule? FindRule(AccountCorrelation? correlation, string document)
    {
        var rule = rules.FirstOrDefault(r => r.Declaration.Name == correlation?.Rule);
        if (correlation?.Rule is { } name && rule is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, Path + ".correlation.rule", $"No correlation rule '{name}' is configured.");
        }

        return rule;
    }

    // What has faults is compiled all the same, so that all faults are found.
    private static ReconciliationRule Distinct(ReconciliationRule rule) =>
        rule with { Attributes = [.. rule.Attributes.DistinctBy(a => a.Attribute)] };
}
