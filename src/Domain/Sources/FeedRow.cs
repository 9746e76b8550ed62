using System.Collections.Immutable;

namespace Prov.Domain.Sources;

/// <summary>What a row of a feed says, once its fields are text.</summary>
public sealed record FeedRow
{
    public required string SourceKey { get; init; }

    public LifecycleEventKind Kind { get; init; } = LifecycleEventKind.Record;

    /// <summary>The source's own id of an event row; empty when it gives none.</summary>
    public string EventId { get; init; } = "";

    public long? Sequence { get; init; }

    public DateTimeOffset? EffectiveAt { get; init; }

    public required ImmutableSortedDictionary<string, Expressions.Value> Attributes { get; init; }
}
