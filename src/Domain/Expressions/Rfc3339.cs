using System.Globalization;

namespace Prov.Domain.Expressions;

/// <summary>Timestamps as text, RFC 3339 section 5.6; a bare date (<c>full-date</c>) means midnight UTC.</summary>
public static class Rfc3339
{
    private static readonly string[] _formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd",
    ];

    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>False when the text is neither a <c>date-time</c> with an offset nor a <c>full-date</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        return (text.Length == 10 || HasOffset(text))
            && DateTimeOffset.TryParseExact(
                text, _formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
    }

    private static bool HasOffset(ReadOnlySpan<char> text) =>
        text.Length > 10 && (text[^1] is 'Z' or 'z' || text[10..].LastIndexOfAny('+', '-') > 0);
}
