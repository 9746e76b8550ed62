using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Turns what the administrator wrote into a snapshot, or into the list of everything that is wrong with it.</summary>
internal static class SnapshotCompiler
{
    public static PolicyCompilation Compile(ConfigurationSet configuration, long version)
    {
        var faults = new FaultCollector();
        CheckCounts(configuration, faults);
        CheckNames(configuration, faults);
        var attributes = SchemaCheck.Run(configuration.Schema, faults);
        var identity = Environments.Identity(attributes);
        var sources = new SourceCompiler(attributes, faults).Compile(configuration.Sources);
        var secrets = Secrets.Attributes(attributes, sources);
        CheckCorrelation(configuration, secrets, faults);
        var rules = new CorrelationCompiler(configuration, attributes, secrets, faults).Compile();
        var authorities = new AuthorityCompiler(configuration.Schema, attributes, configuration.Sources, faults).Compile();
        var isAcyclic = !new RoleCycles(configuration.Roles, faults).Report();
        var expanded = isAcyclic ? new RoleExpansion(configuration, faults).Run() : configuration;
        var grants = new GrantCompiler(expanded, Environments.Condition(identity), isAcyclic, faults);
        grants.Compile();
        var sod = new SodCompiler(expanded, Environments.Condition(identity), faults).Compile();
        if (isAcyclic)
        {
            new SodContradictions(expanded, sod, faults).Report();
        }

        var targets = new TargetCompiler(
            identity, grants.EntitlementsByTarget(), new(configuration, attributes, rules, secrets, faults), faults).Compile(configuration.Targets);
        if (!faults.IsEmpty)
        {
            return new(null, faults.ToImmutable());
        }

        return new(
            new PolicySnapshot
            {
                Version = version,
                Configuration = configuration,
                Expanded = expanded,
                Attributes = attributes,
                Sources = sources.ToFrozenDictionary(s => s.Declaration.Name, StringComparer.Ordinal),
                Targets = targets.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal),
                Conditions = grants.Conditions,
                Grants = grants.Grants,
                Roles = grants.Roles.ToFrozenDictionary(r => r.Declaration.Name, StringComparer.Ordinal),
                Sod = sod,
                IsFreeOfConflicts = sod.IsEmpty && configuration.Roles.All(r => r.ExclusiveSet is null),
                CorrelationAttributes = CorrelationAttributes(configuration),
                SecretAttributes = secrets,
                Authorities = authorities,
                CorrelationRules = rules,
            },
            [])
        {
            Warnings = UnreachableConditions.Find(grants.Conditions, attributes),
        };
    }

    private static ImmutableArray<string> CorrelationAttributes(ConfigurationSet configuration) =>
        [.. configuration.Sources.SelectMany(s => s.CorrelateBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // Values to recognise by are kept readable, so a secret cannot be one.
    private static void CheckCorrelation(ConfigurationSet configuration, FrozenSet<string> secrets, FaultCollector faults)
    {
        foreach (var source in configuration.Sources)
        {
            foreach (var name in source.CorrelateBy.Where(secrets.Contains))
            {
                faults.Add(
                    FaultReasons.SecretExposed, $"AuthoritativeSource/{source.Name}", "spec.correlateBy",
                    $"'{name}' is secret, or computed from what is; identities cannot be recognised by it.");
            }
        }
    }

    private static void CheckCounts(ConfigurationSet configuration, FaultCollector faults)
    {
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.Sources.Length, "AuthoritativeSource", "");
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.Targets.Length, "TargetSystem", "");
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.Policies.Length, "BirthrightPolicy", "");
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.Roles.Length, "Role", "");
        faults.RequireAtMost(Limits.DocumentsPerKindCount, configuration.SodRules.Length, "SodRule", "");
    }

    private static void CheckNames(ConfigurationSet configuration, FaultCollector faults)
    {
        NameCheck.Documents(configuration.Sources.Select(s => ("AuthoritativeSource", s.Name)), faults);
        NameCheck.Documents(configuration.Targets.Select(t => ("TargetSystem", t.Name)), faults);
        NameCheck.Documents(configuration.Policies.Select(p => ("BirthrightPolicy", p.Name)), faults);
        NameCheck.Documents(configuration.Roles.Select(r => (r.DocumentKind, r.Name)), faults);
        NameCheck.Documents(configuration.SodRules.Select(r => ("SodRule", r.Name)), faults);
    }
}
