using Prov.Domain.Sources;

namespace Prov.Silo.Configuration;

/// <summary>Reads an authoritative source; what is absent gets the domain's default.</summary>
internal static class SourceReader
{
    public static AuthoritativeSource Read(string name, V1.AuthoritativeSource source, DocumentFaults faults)
    {
        var defaults = new AuthoritativeSource { Name = name };
        return defaults with
        {
            Precedence = source.HasPrecedence ? source.Precedence : defaults.Precedence,
            Lost = source.Lost,
            Owner = source.Owner,
            Attributes = [.. source.Attributes.Select((a, i) => Attribute(a, i, faults))],
            Mappings = MappingReader.Read(source.Mappings, faults),
            StartAttribute = source.HasStartAttribute ? source.StartAttribute : null,
            EndAttribute = source.HasEndAttribute ? source.EndAttribute : null,
            EndIsLastDay = source.EndIsLastDay,
            AwayFromAttribute = source.HasAwayFromAttribute ? source.AwayFromAttribute : null,
            AwayUntilAttribute = source.HasAwayUntilAttribute ? source.AwayUntilAttribute : null,
            TimeZone = source.HasTimeZone ? source.TimeZone : null,
            TimeZoneAttribute = source.HasTimeZoneAttribute ? source.TimeZoneAttribute : null,
            Active = source.HasActive ? source.Active : null,
            CorrelateBy = [.. source.CorrelateBy],
            MaxFuture = faults.Period(source.MaxFuture, "spec.maxFuture") ?? defaults.MaxFuture,
            Feed = source.Feed is null ? null : Feed(source.Feed, faults),
            Quality = source.Quality is null ? null : Quality(source.Quality),
            Guard = source.Guard is null ? defaults.Guard : Guard(source.Guard, faults),
        };
    }

    private static SourceAttribute Attribute(V1.SourceAttribute attribute, int index, DocumentFaults faults) =>
        new(attribute.Name, faults.TypeOf(attribute.Type, $"spec.attributes[{index}].type"), attribute.Required, attribute.MultiValued)
        {
            Secret = attribute.Secret,
        };

    private static FeedFormat Feed(V1.FeedFormat feed, DocumentFaults faults)
    {
        var defaults = new FeedFormat { KeyColumn = faults.Required(feed.KeyColumn, "spec.feed.keyColumn") };
        return defaults with
        {
            Mode = faults.Known(feed.Mode, "spec.feed.mode") == V1.FeedFormat.Types.Mode.Events ? FeedMode.Events : FeedMode.Snapshot,
            Delimiter = faults.Character(feed.HasDelimiter, feed.Delimiter, defaults.Delimiter, "spec.feed.delimiter"),
            Encoding = feed.HasEncoding ? feed.Encoding : defaults.Encoding,
            ValueSeparator = faults.Character(feed.HasValueSeparator, feed.ValueSeparator, defaults.ValueSeparator, "spec.feed.valueSeparator"),
            Complete = feed.Complete,
            AbsentSnapshots = feed.HasAbsentSnapshots ? feed.AbsentSnapshots : defaults.AbsentSnapshots,
            EventIdColumn = feed.HasEventIdColumn ? feed.EventIdColumn : defaults.EventIdColumn,
            KindColumn = feed.HasKindColumn ? feed.KindColumn : defaults.KindColumn,
            SequenceColumn = feed.HasSequenceColumn ? feed.SequenceColumn : defaults.SequenceColumn,
            EffectiveAtColumn = feed.HasEffectiveAtColumn ? feed.EffectiveAtColumn : defaults.EffectiveAtColumn,
        };
    }

    private static FeedQuality Quality(V1.FeedQuality quality) => new()
    {
        MinRows = quality.HasMinRows ? quality.MinRows : null,
        MaxRows = quality.HasMaxRows ? quality.MaxRows : null,
        MaxVolumeChange = quality.HasMaxVolumeChange ? quality.MaxVolumeChange : null,
        Trailer = quality.HasTrailer ? quality.Trailer : null,
        Columns =
        [
            .. quality.Columns.Select(c => new ColumnQuality(c.Name)
            {
                MaxEmptyShare = c.HasMaxEmptyShare ? c.MaxEmptyShare : null,
                Unique = c.Unique,
                Earliest = c.Earliest?.ToDateTimeOffset(),
                Latest = c.Latest?.ToDateTimeOffset(),
            }),
        ],
    };

    private static MassChangeGuard Guard(V1.MassChangeGuard guard, DocumentFaults faults)
    {
        var defaults = new MassChangeGuard();
        return new MassChangeGuard
        {
            MaxLeaveShare = guard.HasMaxLeaveShare ? guard.MaxLeaveShare : defaults.MaxLeaveShare,
            AlwaysAllowed = guard.HasAlwaysAllowed ? guard.AlwaysAllowed : defaults.AlwaysAllowed,
            MaxBadRowShare = guard.HasMaxBadRowShare ? guard.MaxBadRowShare : defaults.MaxBadRowShare,
            MaxLeaves = guard.HasMaxLeaves ? guard.MaxLeaves : null,
            Window = faults.Period(guard.Window, "spec.guard.window") ?? defaults.Window,
            Cohorts = [.. guard.Cohorts],
            MaxCohortShare = guard.HasMaxCohortShare ? guard.MaxCohortShare : defaults.MaxCohortShare,
        };
    }
}
