using System.Globalization;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Durations as text: a sign and numbers with units, like <c>-1h30m</c> or <c>1.5s</c>. Parts below 100 ns are cut off.</summary>
internal static class DurationText
{
    /// <summary>About 10,000 years, the range of google.protobuf.Duration.</summary>
    public const long MaxSeconds = 315_576_000_000;

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var isNegative = text.StartsWith("-");
        var rest = text.StartsWith("-") || text.StartsWith("+") ? text[1..] : text;
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0m;
        do
        {
            if (!TryTakePart(ref rest, ref ticks))
            {
                return false;
            }
        }
        while (rest.Length > 0);
        duration = new TimeSpan((long)(isNegative ? -ticks : ticks));
        return true;
    }

    public static bool IsInRange(long ticks) => Int128.Abs(ticks) <= (Int128)MaxSeconds * TimeSpan.TicksPerSecond;

    private static bool TryTakePart(ref ReadOnlySpan<char> rest, ref decimal ticks)
    {
        var digits = rest.IndexOfAnyExcept("0123456789.");
        if (digits is <= 0 or > 17
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var (unit, length) = Unit(rest[digits..]);
        rest = rest[(digits + length)..];
        ticks += number * unit;
        return unit > 0 && ticks / TimeSpan.TicksPerSecond <= MaxSeconds;
    }

    private static (decimal Ticks, int Length) Unit(ReadOnlySpan<char> text) => text switch
    {
        ['n', 's', ..] => (0.01m, 2),
        ['u' or 'µ', 's', ..] => (TimeSpan.TicksPerMicrosecond, 2),
        ['m', 's', ..] => (TimeSpan.TicksPerMillisecond, 2),
        ['s', ..] => (TimeSpan.TicksPerSecond, 1),
        ['m', ..] => (TimeSpan.TicksPerMinute, 1),
        ['h', ..] => (TimeSpan.TicksPerHour, 1),
        _ => (0, 0),
    };
}
