using System.Globalization;
using System.Text;
using System.Xml;

namespace Prov.Client.Configuration;

/// <summary>
/// Durations as people write them: <c>30d</c>, <c>12h</c>, <c>1d12h</c>, <c>15s</c>, <c>250ms</c>; ISO 8601 (<c>P30D</c>, <c>PT12H</c>) is
/// read too, but not its months and years, whose length is not fixed.
/// </summary>
internal static class DurationText
{
    // The order is also the order in which the parts have to be written.
    private static readonly (string Name, long Milliseconds)[] _units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        return text.Length is > 0 and <= 40 && (text[0] == 'P' ? TryParseIso(text, out duration) : TryParseUnits(text, out duration));
    }

    /// <summary>The shortest text that reads as the same; below a millisecond is cut off.</summary>
    public static string Format(TimeSpan duration)
    {
        var (rest, text) = ((long)duration.TotalMilliseconds, new StringBuilder());
        foreach (var (name, milliseconds) in _units)
        {
            if (rest / milliseconds is > 0 and var count)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{name}");
                rest %= milliseconds;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static bool TryParseIso(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Split('T')[0].AsSpan().IndexOfAny('Y', 'M') >= 0)
        {
            return false;
        }

        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static bool TryParseUnits(string text, out TimeSpan duration)
    {
        var (total, position, unit) = (0L, 0, -1);
        duration = default;
        while (position < text.Length)
        {
            var digits = Count(text, position, char.IsAsciiDigit);
            var letters = Count(text, position + digits, char.IsAsciiLetterLower);
            var next = Array.FindIndex(_units, u => u.Name == text.Substring(position + digits, letters));
            if (digits is 0 or > 9 || next <= unit)
            {
                return false;
            }

            total += long.Parse(text.AsSpan(position, digits), CultureInfo.InvariantCulture) * _units[next].Milliseconds;
            (position, unit) = (position + digits + letters, next);
        }

        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    private static int Count(string text, int from, Func<char, bool> holds)
    {
        var end = from;
        while (end < text.Length && holds(text[end]))
        {
            end++;
        }

        return end - from;
    }
}
