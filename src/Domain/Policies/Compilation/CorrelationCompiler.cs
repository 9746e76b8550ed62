using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Checks the correlation rules.</summary>
internal sealed class CorrelationCompiler(
    ConfigurationSet configuration, ImmutableArray<AttributeDefinition> attributes, FrozenSet<string> secrets, FaultCollector faults)
{
    public ImmutableArray<CompiledCorrelationRule> Compile()
    {
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.CorrelationRules.Length, "CorrelationRule", "");
        NameCheck.Documents(configuration.CorrelationRules.Select(r => ("CorrelationRule", r.Name)), faults);
        CheckSources();
        foreach (var rule in configuration.CorrelationRules)
        {
            var document = $"CorrelationRule/{rule.Name}";
            CheckBlocks(rule, document);
            CheckComparisons(rule, document);
            CheckThresholds(rule, document);
        }

        return [.. configuration.CorrelationRules.Select(r => new CompiledCorrelationRule(r))];
    }

    private void CheckSources()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in configuration.CorrelationRules)
        {
            for (var i = 0; i < rule.Sources.Length; i++)
            {
                var (name, document, path) = (rule.Sources[i], $"CorrelationRule/{rule.Name}", $"spec.sources[{i}]");
                if (configuration.Sources.All(s => s.Name != name))
                {
                    faults.Add(FaultReasons.ReferenceUnknown, document, path, $"No authoritative source '{name}' is configured.");
                }
                else if (!seen.TryAdd(name, document))
                {
                    faults.Add(FaultReasons.NameDuplicate, document, path, $"'{name}' has {seen[name]} already; a source has one rule.");
                }
            }
        }
    }

    private void CheckBlocks(CorrelationRule rule, string document)
    {
        RequireCount(rule.Blocks.Length, Limits.BlocksPerRuleCount, document, "spec.blocks");
        for (var i = 0; i < rule.Blocks.Length; i++)
        {
            var parts = rule.Blocks[i].Parts;
            RequireCount(parts.Length, Limits.PartsPerBlockCount, document, $"spec.blocks[{i}].parts");
            for (var j = 0; j < parts.Length; j++)
            {
                var path = $"spec.blocks[{i}].parts[{j}].attribute";
                CheckAttribute(parts[j].Attribute, document, path);
                if (secrets.Contains(parts[j].Attribute))
                {
                    faults.Add(FaultReasons.SecretExposed, document, path, $"'{parts[j].Attribute}' is secret, or computed from what is; a block would keep it readable.");
                }
            }
        }
    }

    private void CheckComparisons(CorrelationRule rule, string document)
    {
        RequireCount(rule.Compare.Length, Limits.ComparisonsPerRuleCount, document, "spec.compare");
        for (var i = 0; i < rule.Compare.Length; i++)
        {
            CheckAttribute(rule.Compare[i].Attribute, document, $"spec.compare[{i}].attribute");
            if (!(rule.Compare[i].Weight is > 0 and <= 1_000))
            {
                faults.Add(FaultReasons.ValueOutOfRange, document, $"spec.compare[{i}].weight", "Give a weight above 0, at most 1000.");
            }
        }
    }

    private void CheckThresholds(CorrelationRule rule, string document)
    {
        if (!(rule.Link is > 0 and <= 1) || !(rule.Review > 0 && rule.Review <= rule.Link))
        {
            faults.Add(FaultReasons.ValueOutOfRange, document, "spec.link", "Give 0 < review <= link <= 1.");
        }

        faults.RequirePeriod(rule.LeaverWindow, document, "spec.leaverWindow");
    }

    private void CheckAttribute(string name, string document, string path)
    {
        var attribute = attributes.FirstOrDefault(a => a.Name == name);
        if (attribute is null)
        {
            faults.Add(FaultReasons.ReferenceUnknown, document, path, $"The identity schema declares no attribute '{name}'.");
        }
        else if (attribute.MultiValued)
        {
            faults.Add(FaultReasons.TypeMismatch, document, path, $"'{name}' has several values; single ones can be compared.");
        }
    }

    private void RequireCount(int count, int limit, string document, string path)
    {
        faults.RequireAtMost(limit, count, document, path);
        if (count == 0)
        {
            faults.Add(FaultReasons.ValueMissing, document, path, "Give at least one.");
        }
    }
}
