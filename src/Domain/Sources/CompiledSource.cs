using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;

namespace Prov.Domain.Sources;

/// <summary>A source of one configuration version, ready to decide with.</summary>
public sealed class CompiledSource
{
    public required AuthoritativeSource Declaration { get; init; }

    public required FrozenDictionary<string, SourceAttribute> Attributes { get; init; }

    public required ImmutableArray<CompiledMapping> Mappings { get; init; }

    /// <summary>Null when every record of the source is here.</summary>
    public Expression? Active { get; init; }

    /// <summary>Space of the reservations of its keys: <c>source:hr</c>.</summary>
    public string Space => field ??= SpaceOf(Declaration.Name);

    internal static string SpaceOf(string source) => "source:" + source;
}
