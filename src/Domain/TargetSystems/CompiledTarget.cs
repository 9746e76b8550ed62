using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Reconciliation;

namespace Prov.Domain.TargetSystems;

/// <summary>A target system of one configuration version, ready to decide with.</summary>
public sealed class CompiledTarget
{
    private readonly FrozenSet<string> _names = [];

    public required TargetSystem Declaration { get; init; }

    public required Expression AccountName { get; init; }

    /// <summary>Null when the suffix of a name that is taken is the number itself.</summary>
    public Expression? NameSuffix { get; init; }

    /// <summary>Null when everyone who is granted an account may have one.</summary>
    public Expression? Scope { get; init; }

    /// <summary>Null when accounts are made right where the connector makes them.</summary>
    public Expression? Placement { get; init; }

    /// <summary>What is left alone.</summary>
    public AccountProtection Protection { get; init; } = AccountProtection.None;

    /// <summary>How it is kept true.</summary>
    public CompiledReconciliation Reconciliation { get; init; } = CompiledReconciliation.Default;

    /// <summary>Targets whose accounts are to be gone before one is deleted here, by name.</summary>
    public ImmutableArray<string> Dependents { get; init; } = [];

    /// <summary>Ordered by attribute name.</summary>
    public required ImmutableArray<CompiledMapping> Mappings
    {
        get;
        init
        {
            field = value;
            Attributes = CompiledAttribute.Of(value);
            UndoesOthers = value.Any(m => m.Declaration is { Strength: MappingStrength.Strong } or { OtherValues: not OtherValues.Keep });
            _names = Attributes.Select(a => a.Name).ToFrozenSet(StringComparer.Ordinal);
        }
    }

    /// <summary>The attributes that the mappings write, by name.</summary>
    public ImmutableArray<CompiledAttribute> Attributes { get; private init; } = [];

    /// <summary>The rights that some policy of the configuration can give at the target.</summary>
    public required FrozenSet<string> Entitlements { get; init; }

    public string Name => Declaration.Name;

    /// <summary>True when some mapping undoes what others do, so that an account is looked at before it is changed.</summary>
    public bool UndoesOthers { get => field || Reconciliation.UndoesOthers; private init; }

    /// <summary>True when some mapping writes the attribute.</summary>
    public bool Writes(string attribute) => _names.Contains(attribute);

    /// <summary>Space of the reservations of its account names: <c>account:directory</c>.</summary>
    public string Space => field ??= SpaceOf(Declaration.Name);

    internal static string SpaceOf(string target) => "account:" + target;
}
