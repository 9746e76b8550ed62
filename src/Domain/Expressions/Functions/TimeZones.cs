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

        // The database is files: a name must not lead elsewhere.
        var isName = zone.Length is > 0 and <= MaxNameLength && zone.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '/');
        if (!isName || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return false;
        }

        offset = found.GetUtcOffset(instant);
        return true;
    }
}
