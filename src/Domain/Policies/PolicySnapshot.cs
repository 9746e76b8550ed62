using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies.Compilation;
using Prov.Domain.Sod;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Policies;

/// <summary>
/// One version of the configuration, checked as a whole and ready to decide with. Immutable; shared by all grains of a silo.
/// </summary>
public sealed class PolicySnapshot
{
    internal PolicySnapshot()
    {
    }

    /// <summary>The version of the configuration; 0 for <see cref="Empty"/>.</summary>
    public required long Version { get; init; }

    /// <summary>What it was compiled from.</summary>
    public required ConfigurationSet Configuration { get; init; }

    /// <summary>The identity attributes, ordered by name.</summary>
    public required ImmutableArray<AttributeDefinition> Attributes { get; init; }

    public required FrozenDictionary<string, CompiledSource> Sources { get; init; }

    public required FrozenDictionary<string, CompiledTarget> Targets { get; init; }

    public required ImmutableArray<CompiledCondition> Conditions { get; init; }

    /// <summary>Everything that can be given, ordered by kind, target and name.</summary>
    public required ImmutableArray<CompiledGrant> Grants { get; init; }

    /// <summary>Finds the grants that an identity may get without asking every policy.</summary>
    internal PolicyIndex Index => field ??= PolicyIndex.Of(Conditions, Grants);

    /// <summary>The roles by name: those declared, and those with values for parameters that some policy or role names.</summary>
    public required FrozenDictionary<string, CompiledRole> Roles { get; init; }

    /// <summary>The configuration with all those roles.</summary>
    internal ConfigurationSet Expanded { get; init; } = new();

    /// <summary>The role that a reference names, also with values that no policy names; null when there is none.</summary>
    public CompiledRole? FindRole(string reference)
    {
        if (Roles.TryGetValue(reference, out var role))
        {
            return role.Declaration.Parameters.IsEmpty ? role : null;
        }

        return RoleReference.Parse(reference) is { } parsed
            && Roles.TryGetValue(parsed.Name, out var declared)
            && !parsed.Values.IsEmpty
            && parsed.Values.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(declared.Declaration.Parameters)
                ? declared with { Declaration = RoleInstance.Of(declared.Declaration, parsed) }
                : null;
    }

    /// <summary>What may not be held together.</summary>
    public required SodRuleSet Sod { get; init; }

    /// <summary>True when nothing that is given can conflict: no rules, no exclusive roles.</summary>
    internal bool IsFreeOfConflicts { get; init; }

    /// <summary>Identity attributes that some source correlates by, ordered by name.</summary>
    public required ImmutableArray<string> CorrelationAttributes { get; init; }

    /// <summary>Attributes of identities that are never shown: declared secret, or computed from what is.</summary>
    public required FrozenSet<string> SecretAttributes { get; init; }

    /// <summary>The scored correlation rules.</summary>
    public ImmutableArray<CompiledCorrelationRule> CorrelationRules { get; init; } = [];

    /// <summary>The scored rule of a source; null when its records are recognised by exact keys only.</summary>
    public CompiledCorrelationRule? FindCorrelationRule(string source) =>
        CorrelationRules.FirstOrDefault(r => r.Declaration.Sources.Contains(source));

    /// <summary>Attributes whose authority is not by precedence alone.</summary>
    internal ImmutableArray<CompiledAuthority> Authorities { get; init; } = [];

    /// <summary>The target systems that are configured.</summary>
    public IEnumerable<string> TargetNames => Targets.Keys;

    /// <summary>A target by name; null when it is not configured.</summary>
    public CompiledTarget? FindTarget(string name) => Targets.GetValueOrDefault(name);

    /// <summary>A source as declared; null when it is not configured.</summary>
    public AuthoritativeSource? FindSource(string name) => Sources.GetValueOrDefault(name)?.Declaration;

    /// <summary>True when the value of an account's attribute may never be shown.</summary>
    public bool IsSecret(CompiledMapping mapping) => Secrets.IsSecret(mapping, "identity", SecretAttributes);

    /// <summary>Knows nothing, gives nothing: what holds before the first configuration.</summary>
    public static PolicySnapshot Empty { get; } = Compile(new ConfigurationSet(), 0).Snapshot!;

    /// <summary>Checks everything and gives all faults at once. The settings of connectors are the connectors' own to check.</summary>
    public static PolicyCompilation Compile(ConfigurationSet configuration, long version) =>
        SnapshotCompiler.Compile(configuration, version);
}
