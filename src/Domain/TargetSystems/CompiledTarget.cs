using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;

namespace Prov.Domain.TargetSystems;

/// <summary>A target system of one configuration version, ready to decide with.</summary>
public sealed class CompiledTarget
{
    public required TargetSystem Declaration { get; init; }

    public required Expression AccountName { get; init; }

    /// <summary>Ordered by attribute name: their slots are their positions.</summary>
    public required ImmutableArray<CompiledMapping> Mappings { get; init; }

    /// <summary>The rights that some policy of the configuration can give at the target.</summary>
    public required FrozenSet<string> Entitlements { get; init; }

    public string Name => Declaration.Name;

    /// <summary>Space of the reservations of its account names: <c>account:directory</c>.</summary>
    public string Space => field ??= SpaceOf(Declaration.Name);

    internal static string SpaceOf(string target) => "account:" + target;
}
