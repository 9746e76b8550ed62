using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Mappings;
using Prov.Domain.Removals;

namespace Prov.Domain.Sources;

/// <summary>A system whose records create and change identities, as the configuration declares it.</summary>
public sealed record AuthoritativeSource
{
    public required string Name { get; init; }

    /// <summary>Lower wins where two sources give the same attribute.</summary>
    public int Precedence { get; init; } = 100;

    /// <summary>
    /// True while the source cannot be relied on: every other source's value goes before its own. What it said last of who is here stays.
    /// </summary>
    public bool Lost { get; init; }

    /// <summary>Who looks after what is wrong with its data: the first owner of such work items; empty for nobody.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The source's own attributes (a feed's columns) with their types; others are refused.</summary>
    public ImmutableArray<SourceAttribute> Attributes { get; init; } = [];

    /// <summary>How the source's attributes become the identity's. Expressions read <c>record</c>.</summary>
    public ImmutableArray<AttributeMapping> Mappings { get; init; } = [];

    /// <summary>Source attribute (timestamp) that says the first instant here; null when only events say so.</summary>
    public string? StartAttribute { get; init; }

    /// <summary>Source attribute (timestamp) that says the first instant no longer here.</summary>
    public string? EndAttribute { get; init; }

    /// <summary>True when <see cref="EndAttribute"/> and <see cref="AwayUntilAttribute"/> name the last day, which still counts whole.</summary>
    public bool EndIsLastDay { get; init; }

    /// <summary>Source attribute (timestamp) that says the first instant of an absence; null when only events say so.</summary>
    public string? AwayFromAttribute { get; init; }

    /// <summary>Source attribute (timestamp) that says the first instant back from an absence.</summary>
    public string? AwayUntilAttribute { get; init; }

    /// <summary>IANA name of the time zone in which dates begin; null means that they are instants, which begin at midnight UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Source attribute (string) with the person's own time zone, which goes before <see cref="TimeZone"/>.</summary>
    public string? TimeZoneAttribute { get; init; }

    /// <summary>Condition over <c>record</c> that says whether it is here at all; null means it is.</summary>
    public string? Active { get; init; }

    /// <summary>Identity attributes whose equal value makes a new record of this source belong to a known identity, tried in order.</summary>
    public ImmutableArray<string> CorrelateBy { get; init; } = [];

    /// <summary>How far in the future an event may lie. Default 400 days.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromDays(400);

    /// <summary>The file format of its feed; null when it has none.</summary>
    public FeedFormat? Feed { get; init; }

    /// <summary>What its feeds must be like as a whole; null for no gate.</summary>
    public FeedQuality? Quality { get; init; }

    public MassChangeGuard Guard { get; init; } = new();
}

/// <summary>A declared attribute of a source: for a feed, a column.</summary>
/// <param name="Name">Column or attribute name as the source writes it.</param>
/// <param name="Type">Type of each value.</param>
/// <param name="Required">A record without it is refused.</param>
/// <param name="MultiValued">Values are separated by the feed's value separator.</param>
public sealed record SourceAttribute(string Name, Identities.AttributeType Type, bool Required = false, bool MultiValued = false)
{
    /// <summary>Never shown in audit, logs, errors or exports.</summary>
    public bool Secret { get; init; }
}

/// <summary>What a delimited-text feed holds.</summary>
public enum FeedMode
{
    /// <summary>Every row is the whole record as it is now.</summary>
    Snapshot,

    /// <summary>Every row is one event.</summary>
    Events,
}

/// <summary>The shape of a delimited-text feed (RFC 4180).</summary>
public sealed record FeedFormat
{
    public FeedMode Mode { get; init; }

    public char Delimiter { get; init; } = ',';

    /// <summary>IANA name; a byte order mark in the file wins. Default UTF-8.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Column that holds the source key.</summary>
    public required string KeyColumn { get; init; }

    /// <summary>Between the values of a multi-valued column.</summary>
    public char ValueSeparator { get; init; } = ';';

    /// <summary>Snapshot only: true when a complete file names everyone, so that absence can mean a leave.</summary>
    public bool Complete { get; init; }

    /// <summary>
    /// Complete snapshots in a row in which a record must be missing before its absence is a leave. Default 1. Importing the same file again
    /// counts again.
    /// </summary>
    public int AbsentSnapshots { get; init; } = 1;

    /// <summary>Events only: columns of the event id, kind, sequence and effective instant.</summary>
    public string EventIdColumn { get; init; } = "event_id";

    public string KindColumn { get; init; } = "kind";

    public string SequenceColumn { get; init; } = "sequence";

    public string EffectiveAtColumn { get; init; } = "effective_at";
}

/// <summary>
/// How many leaves a source may bring within a sliding window, by files and events together, before what goes beyond is held for a person to
/// release.
/// </summary>
public sealed record MassChangeGuard
{
    /// <summary>Share of the source's present population, 0 to 1. Default 0.10; 1 switches the guard off.</summary>
    public double MaxLeaveShare { get; init; } = 0.10;

    /// <summary>So many leaves are always allowed, whatever the share. Default 10.</summary>
    public int AlwaysAllowed { get; init; } = 10;

    /// <summary>So many leaves at most, whatever the share; null for no such limit.</summary>
    public long? MaxLeaves { get; init; }

    /// <summary>How far back leaves count, whatever brought them. Default one day.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Identity attributes, such as the department, whose every value is counted by itself too.</summary>
    public ImmutableArray<string> Cohorts { get; init; } = [];

    /// <summary>Share of those with one value of a cohort's attribute, 0 to 1. Default 0.50.</summary>
    public double MaxCohortShare { get; init; } = 0.50;

    /// <summary>The limit of the source as a whole.</summary>
    [JsonIgnore]
    public RemovalLimit Limit => new() { MaxShare = MaxLeaveShare, AlwaysAllowed = AlwaysAllowed, Most = MaxLeaves, Window = Window };

    /// <summary>The limit of each cohort.</summary>
    [JsonIgnore]
    public RemovalLimit CohortLimit => new() { MaxShare = MaxCohortShare, AlwaysAllowed = AlwaysAllowed, Window = Window };

    /// <summary>Rows of a feed that may be bad, as a share, before the whole run is refused. Default 0.10.</summary>
    public double MaxBadRowShare { get; init; } = 0.10;
}
