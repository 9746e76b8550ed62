using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Sources;

/// <summary>What one source says of one identity.</summary>
public sealed record SourceRecord
{
    public required string Source { get; init; }

    public required string Key { get; init; }

    /// <summary>Highest sequence accepted; null when the source does not count.</summary>
    public long? Sequence { get; init; }

    /// <summary>True after a leave without a later join, and before a first join that lies in the future.</summary>
    public bool Ended { get; init; }

    /// <summary>True after a suspend without a later resume.</summary>
    public bool Suspended { get; init; }

    /// <summary>First instant at which the person is here; null means always.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>First instant at which the person is no longer here; null means open.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>First instant of an absence; null when it has no beginning, or there is none.</summary>
    public DateTimeOffset? AwayFrom { get; init; }

    /// <summary>First instant back from an absence; null when it is open, or there is none.</summary>
    public DateTimeOffset? AwayUntil { get; init; }

    /// <summary>The source's own attributes, not yet mapped.</summary>
    public ImmutableSortedDictionary<string, Value> Attributes { get; init; } = AttributeSet.Empty;

    /// <summary>Accepted changes whose instant has not come, in order of effect.</summary>
    public ImmutableArray<LifecycleEvent> Scheduled { get; init; } = [];

    /// <summary>Digest of the feed row last applied; see <see cref="LifecycleEvent.ContentDigest"/>.</summary>
    public string? ContentDigest { get; init; }

    /// <summary>
    /// A leave that the mass-change guard holds: accepted, and without effect until a person releases it or the source says something newer
    /// of being here. Null when none is.
    /// </summary>
    public LifecycleEvent? Held { get; init; }

    /// <summary>
    /// When its value of an identity attribute changed, by attribute; only of those whose newest value counts. Null when there is none.
    /// </summary>
    public ImmutableSortedDictionary<string, DateTimeOffset>? ChangedAt { get; init; }
}
