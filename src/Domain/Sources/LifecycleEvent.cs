using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Sources;

/// <summary>What an event says about a source's record.</summary>
public enum LifecycleEventKind
{
    /// <summary>The whole record as it is now (a row of a feed); whether that is a join, move or leave follows from it.</summary>
    Record,

    /// <summary>The person is here from the effective instant on; carries the whole record. After a leave it is a rehire.</summary>
    Join,

    /// <summary>Some attributes change at the effective instant; attributes that are not named stay, null removes one.</summary>
    Move,

    /// <summary>The person is no longer here from the effective instant on.</summary>
    Leave,

    /// <summary>Away for a time from the effective instant on.</summary>
    Suspend,

    /// <summary>Back from a suspension at the effective instant.</summary>
    Resume,
}

/// <summary>One change said by a source; the only way in which an identity changes.</summary>
public sealed record LifecycleEvent
{
    public required string Tenant { get; init; }

    public required string Source { get; init; }

    /// <summary>
    /// The <see cref="ContentDigest"/> of a leave that was found by absence: the row is no longer in the feed, so that its return is new
    /// even with the same content.
    /// </summary>
    public const string RowGone = "";

    /// <summary>Key of the record within the source; unchanged for the life of the record.</summary>
    public required string SourceKey { get; init; }

    /// <summary>Unique within the source. A repeat returns the first outcome.</summary>
    public required string EventId { get; init; }

    public required LifecycleEventKind Kind { get; init; }

    /// <summary>Order of the events of one record as the source counts them; null when the source does not count.</summary>
    public long? Sequence { get; init; }

    /// <summary>From when the change holds; null means on arrival.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>
    /// A leave only: ends every record of the person at once, whatever its sequence, and its work overtakes all other.
    /// </summary>
    public bool Emergency { get; init; }

    /// <summary>The source's own attributes, not yet mapped.</summary>
    public ImmutableSortedDictionary<string, Value> Attributes { get; init; } = AttributeSet.Empty;

    /// <summary>
    /// Digest of a feed row's content (text of the import's own making), kept so that the difference index can be rebuilt; <see cref="RowGone"/>
    /// with a leave by absence; else null.
    /// </summary>
    public string? ContentDigest { get; init; }

    /// <summary>Who caused it: the authenticated caller or the run, for audit.</summary>
    public string Actor { get; init; } = "";

    /// <summary>
    /// The run whose plan the mass-change guard has let through, or a person has released, with this event in it; null when it is counted by
    /// itself. No part of what the event says.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AdmittedBy { get; init; }
}
