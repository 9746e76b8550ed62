using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Sod;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Compiles the rules of separation of duties, and finds policies and roles that contradict them.</summary>
internal sealed class SodCompiler(ConfigurationSet configuration, ExpressionEnvironment environment, FaultCollector faults)
{
    private readonly HashSet<string> _roles = configuration.Roles.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _targets = configuration.Targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

    public SodRuleSet Compile() => new([.. configuration.SodRules.OrderBy(r => r.Name, StringComparer.Ordinal).Select(Compile)]);

    private CompiledSodRule Compile(SodRule rule)
    {
        var document = "SodRule/" + rule.Name;
        CheckSides(rule, document);
        ImmutableArray<int> order =
            [.. Enumerable.Range(0, rule.Sides.Length).OrderByDescending(i => rule.Sides[i].Priority).ThenBy(i => i)];
        return new(rule, order, [.. rule.Exceptions.Select((e, i) => (e, Condition(e, document, $"spec.exceptions[{i}]")))]);
    }

    private void CheckSides(SodRule rule, string document)
    {
        faults.RequireAtMost(Limits.SodSidesCount, rule.Sides.Length, document, "spec.sides");
        faults.RequireAtMost(Limits.SodExceptionsCount, rule.Exceptions.Length, document, "spec.exceptions");
        if (rule.Sides.Length < 2 || rule.MostHeld < 1 || rule.MostHeld >= rule.Sides.Length)
        {
            faults.Add(
                FaultReasons.ValueOutOfRange, document, "spec.mostHeld",
                "A rule has at least two sides, and lets one identity hold at least one and fewer than all of them.");
        }

        var seen = new Dictionary<GrantKey, string>();
        for (var i = 0; i < rule.Sides.Length; i++)
        {
            var (side, path) = (rule.Sides[i], $"spec.sides[{i}]");
            if (rule.Sides.Take(i).Any(s => s.Name == side.Name))
            {
                faults.Add(FaultReasons.NameDuplicate, document, $"{path}.name", $"Another side is called '{side.Name}' too.");
            }

            CheckItems(side, seen, document, path);
        }
    }

    private void CheckItems(SodSide side, Dictionary<GrantKey, string> seen, string document, string path)
    {
        var items = SodRuleSet.ItemsOf(side).ToList();
        faults.RequireAtMost(Limits.ContentPerDocumentCount, items.Count, document, path);
        if (items.Count == 0)
        {
            faults.Add(FaultReasons.ValueMissing, document, path, "Name at least one role or entitlement.");
        }

        foreach (var item in items)
        {
            var known = item.Kind == GrantKind.Role ? _roles.Contains(RoleReference.NameOf(item.Name)) : _targets.Contains(item.Target);
            if (!known)
            {
                faults.Add(FaultReasons.ReferenceUnknown, document, path, item.Kind == GrantKind.Role ? $"There is no role '{item.Name}'." : $"There is no target system '{item.Target}'.");
            }

            if (!seen.TryAdd(item, side.Name) && seen[item] != side.Name)
            {
                faults.Add(FaultReasons.SodContradiction, document, path, $"The {item} is of side '{seen[item]}' already: nobody could hold it.");
            }
        }
    }

    private Expression? Condition(SodException exception, string document, string path)
    {
        if (exception.When is null == exception.IdentityId is null)
        {
            faults.Add(FaultReasons.ValueMissing, document, path, "Give either identity or when.");
        }

        return exception.When is null ? null : new MappingCompiler(document, environment, faults).Expression(exception.When, $"{path}.when", ExpressionType.Bool);
    }
}
