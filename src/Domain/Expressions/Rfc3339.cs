using System.Globalization;

namespace Prov.Domain.Expressions;

/// <summary>
/// Timestamps as text, RFC 3339 section 5.6; a bare date (<c>full-date</c>) means midnight UTC. Parts below 100 ns are cut off.
/// </summary>
public static class Rfc3339
{
    private static readonly string[] _formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd",
    ];

    private const int MaxFractionDigits = 7;

    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>False when the text is neither a <c>date-time</c> with an offset nor a <c>full-date</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        var fraction = text.IndexOf('.');
        var digits = fraction < 0 ? 0 : text[(fraction + 1)..].IndexOfAnyExceptInRange('0', '9');
        if (digits > MaxFractionDigits)
        {
            text = string.Concat(text[..(fraction + 1 + MaxFractionDigits)], text[(fraction + 1 + digits)..]);
        }

        return (text.Length == 10 || HasOffset(text))
            && DateTimeOffset.TryParseExact(
                text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
    }

    private static bool HasOffset(ReadOnlySpan<char> text) =>
        text.Length > 10 && (text[^1] is 'Z' or 'z' || text[10..].LastIndexOfAny('+', '-') > 0);
}
