using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Sources;

/// <summary>The instants between which a record counts, from its source's date attributes and the time zone of the person.</summary>
/// <remarks>
/// A value at midnight UTC is a civil date when the source names a time zone: it begins at that date's first instant there. Where clocks
/// jump over midnight, the day begins with the first time that exists; where midnight comes twice, with the first of the two. Any other
/// value is the instant that it says. Without a time zone every value is.
/// </remarks>
internal static class CivilDates
{
    /// <summary>First instant here; null means always.</summary>
    public static DateTimeOffset? Start(AuthoritativeSource source, ImmutableSortedDictionary<string, Value> attributes) =>
        Instant(source, source.StartAttribute, attributes, isLastDay: false);

    /// <summary>First instant no longer here; null means open.</summary>
    public static DateTimeOffset? End(AuthoritativeSource source, ImmutableSortedDictionary<string, Value> attributes) =>
        Instant(source, source.EndAttribute, attributes, source.EndIsLastDay);

    /// <summary>First instant away; null when no absence is told of or it has no beginning.</summary>
    public static DateTimeOffset? AwayFrom(AuthoritativeSource source, ImmutableSortedDictionary<string, Value> attributes) =>
        Instant(source, source.AwayFromAttribute, attributes, isLastDay: false);

    /// <summary>First instant back; null when the absence is open.</summary>
    public static DateTimeOffset? AwayUntil(AuthoritativeSource source, ImmutableSortedDictionary<string, Value> attributes) =>
        Instant(source, source.AwayUntilAttribute, attributes, source.EndIsLastDay);

    /// <summary>False when the name is no zone of the IANA database.</summary>
    public static bool IsZone(string name) => Expressions.Functions.TimeZones.TryFind(name, out _);

    private static DateTimeOffset? Instant(
        AuthoritativeSource source, string? attribute, ImmutableSortedDictionary<string, Value> attributes, bool isLastDay)
    {
        if (attribute is null || !attributes.TryGetValue(attribute, out var value) || value.Kind != ValueKind.Timestamp)
        {
            return null;
        }

        var instant = value.AsTimestamp();
        if (instant.TimeOfDay != TimeSpan.Zero)
        {
            return instant;
        }

        if (isLastDay)
        {
            instant = instant < DateTimeOffset.MaxValue.AddDays(-2) ? instant.AddDays(1) : instant;
        }

        return ZoneOf(source, attributes) is { } zone ? FirstInstant(instant.UtcDateTime, zone) : instant;
    }

    // The person's own zone goes before the source's; one that is not known counts as not given.
    private static TimeZoneInfo? ZoneOf(AuthoritativeSource source, ImmutableSortedDictionary<string, Value> attributes)
    {
        if (source.TimeZoneAttribute is { } name
            && attributes.TryGetValue(name, out var own)
            && own.Kind == ValueKind.String
            && Expressions.Functions.TimeZones.TryFind(own.AsString(), out var zone))
        {
            return zone;
        }

        return source.TimeZone is { } declared && Expressions.Functions.TimeZones.TryFind(declared, out zone) ? zone : null;
    }

    private static DateTimeOffset FirstInstant(DateTime date, TimeZoneInfo zone)
    {
        var local = DateTime.SpecifyKind(date, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        var ticks = local.Ticks - offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? new(date, TimeSpan.Zero) : new(ticks, TimeSpan.Zero);
    }
}
