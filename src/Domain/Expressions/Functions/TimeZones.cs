using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Local times in a zone of the IANA database or at a fixed offset.</summary>
internal static class TimeZones
{
    private const int MaxNameLength = 64;

    public enum Outcome
    {
        Found,
        UnknownZone,
        OutOfRange,
    }

    public static Outcome ToLocal(DateTimeOffset instant, string zone, out DateTime local)
    {
        local = default;
        if (!TryGetOffset(zone, instant, out var offset))
        {
            return Outcome.UnknownZone;
        }

        var ticks = instant.UtcTicks + offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return Outcome.OutOfRange;
        }

        local = new DateTime(ticks);
        return Outcome.Found;
    }

    /// <summary>
    /// The first instant of a day. Where clocks leave midnight out, the instant at which they go on; where midnight comes twice, the first.
    /// A day that a zone leaves out as a whole begins with the next one.
    /// </summary>
    public static Outcome StartOf(DateOnly day, string zone, out DateTimeOffset start)
    {
        start = default;
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).Ticks;
        if (!TryGetOffset(zone, Instant(midnight - _mostOffset), out var before) || !TryGetOffset(zone, Instant(midnight + _mostOffset), out var after))
        {
            return Outcome.UnknownZone;
        }

        // The offsets on both sides of a change; of two midnights, the one at the greater offset is the earlier.
        foreach (var offset in (TimeSpan[])[before > after ? before : after, before > after ? after : before])
        {
            if (Begins(midnight - offset.Ticks, day, zone))
            {
                return Found(midnight - offset.Ticks, out start);
            }
        }

        return Found(Change(midnight - _mostOffset, midnight + _mostOffset, day, zone), out start);
    }

    /// <summary>Further from UTC no zone is or was, with a change on top.</summary>
    private static readonly long _mostOffset = TimeSpan.FromHours(26).Ticks;

    private static Outcome Found(long ticks, out DateTimeOffset start)
    {
        start = Instant(ticks);
        return start.UtcTicks == ticks ? Outcome.Found : Outcome.OutOfRange;
    }

    private static DateTimeOffset Instant(long ticks) => new(Math.Clamp(ticks, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    private static bool Begins(long ticks, DateOnly day, string zone) =>
        ToLocal(Instant(ticks), zone, out var local) != Outcome.Found || local == day.ToDateTime(TimeOnly.MinValue);

    /// <summary>The instant between two at which the zone's day becomes the day or a later one.</summary>
    private static long Change(long earlier, long later, DateOnly day, string zone)
    {
        while (later - earlier > 1)
        {
            var middle = earlier + ((later - earlier) / 2);
            var isReached = ToLocal(Instant(middle), zone, out var local) == Outcome.Found && DateOnly.FromDateTime(local) >= day;
            (earlier, later) = isReached ? (earlier, middle) : (middle, later);
        }

        return later;
    }

    private static bool TryGetOffset(string zone, DateTimeOffset instant, out TimeSpan offset)
    {
        var unsigned = zone.AsSpan().TrimStart("+-");
        if (unsigned.Length >= zone.Length - 1
            && TimeSpan.TryParseExact(unsigned, @"hh\:mm", CultureInfo.InvariantCulture, out offset))
        {
            offset = zone[0] == '-' ? -offset : offset;
            return true;
        }

        offset = default;
        if (!TryFind(zone, out var found))
        {
            return false;
        }

        offset = found.GetUtcOffset(instant);
        return true;
    }

    /// <summary>Finds a zone of the database by its name.</summary>
    public static bool TryFind(string zone, [NotNullWhen(true)] out TimeZoneInfo? found)
    {
        found = null;

        // The database is files: a name must not lead elsewhere.
        var isName = zone.Length is > 0 and <= MaxNameLength && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '/');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out found);
    }
}
