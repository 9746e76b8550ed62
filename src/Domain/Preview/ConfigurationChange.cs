using System.Collections.Immutable;
using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>
/// What differs between two versions of the configuration, as far as it can change anyone's answer. It tells whom a new version concerns
/// without deciding everyone: by the conditions and mappings that differ, asked of the attributes alone.
/// </summary>
public sealed class ConfigurationChange
{
    private ConfigurationChange(PolicySnapshot before, PolicySnapshot after) => (Before, After) = (before, after);

    /// <summary>The version that everyone was decided with.</summary>
    public PolicySnapshot Before { get; }

    /// <summary>The version that everyone is to be decided with.</summary>
    public PolicySnapshot After { get; }

    /// <summary>
    /// Why everyone must be decided again, as the name of a document or of what cannot be seen in a scan; null when attributes tell whom the
    /// change concerns.
    /// </summary>
    public string? ConcernsEveryone { get; internal set; }

    /// <summary>Targets that come in: accounts left from an earlier time at one of them concern everyone.</summary>
    public ImmutableArray<string> AddedTargets { get; internal set; } = [];

    /// <summary>
    /// True when those are concerned, whatever their attributes say, who are given something directly or keep something for a grace period:
    /// a role or target differs.
    /// </summary>
    public bool ConcernsOwnGrants { get; internal set; }

    internal ImmutableArray<ConditionChange> Conditions { get; set; } = [];

    internal ImmutableArray<MappingChange> Mappings { get; set; } = [];

    /// <summary>Compares two versions.</summary>
    public static ConfigurationChange Between(PolicySnapshot before, PolicySnapshot after)
    {
        var change = new ConfigurationChange(before, after);
        new ConfigurationComparison(change).Run();
        return change;
    }

    /// <summary>What a screen and a tally read, as <c>identity.department</c>.</summary>
    public IReadOnlySet<string> Inputs => Conditions
        .SelectMany(c => new[] { c.Before?.Expression, c.After?.Expression })
        .Concat(Mappings.SelectMany(m => new[] { m.Before?.Expression, m.After?.Expression }))
        .Concat(TallyConditions.Select(c => c.Expression))
        .SelectMany(e => e?.Inputs ?? (IEnumerable<string>)[])
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The attributes that a screen and a tally read.</summary>
    public IReadOnlyCollection<string> Attributes => Inputs
        .Where(i => i.StartsWith("identity.", StringComparison.Ordinal))
        .Select(i => i.Split('.')[1])
        .Where(i => i is not ("id" or "state"))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>A reader of <see cref="Attributes"/>, for one thread.</summary>
    public AttributeReader Reader() => new(Attributes);

    /// <summary>A screen for one thread, as of an instant.</summary>
    public ChangeScreen Screen(DateTimeOffset now) => new(this, now);

    /// <summary>A count of who holds what may be taken away, for one thread, as of an instant.</summary>
    public GrantTally Tally(DateTimeOffset now) => new(this, now);

    /// <summary>Places, among the grants before, of the accounts and rights that the change may take from somebody.</summary>
    internal ImmutableHashSet<int> AtRisk => field ??= FindAtRisk();

    private IEnumerable<CompiledCondition> TallyConditions => AtRisk
        .SelectMany(g => Before.Grants[g].Paths)
        .SelectMany(p => p.Conditions)
        .Distinct()
        .Select(c => Before.Conditions[c]);

    private ImmutableHashSet<int> FindAtRisk()
    {
        var changed = Conditions.Select(c => c.Before?.Document).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Enumerable.Range(0, Before.Grants.Length).Where(g =>
                Before.Grants[g].Complete.Kind != GrantKind.Role
                && Before.Grants[g].Paths.Any(p => p.Conditions.Any(c => changed.Contains(Before.Conditions[c].Document)))),
        ];
    }
}
