using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Prov.Domain.Tests.Expressions.Reference;

internal sealed partial class Grammar
{
    private static readonly string[] _instantParts =
        ["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds"];

    private Phrase Integer(int depth)
    {
        switch (random.Next(9))
        {
            case 0 or 1: return Calculated(Pick('+', '-', '*', '/', '%'), Of(Kind.Int, depth), Of(Kind.Int, depth));
            case 2: return Negated(Of(Kind.Int, depth));
            case 3: return Size(depth);
            case 4: return Strict("int({0})", v => ToWhole(v[0], long.MinValue, long.MaxValue) is { } n ? (long)n : Things.Failure, Of(Pick(Kind.Int, Kind.Uint, Kind.Double, Kind.String, Kind.Timestamp, Kind.Dyn), depth));
            case 5: return PlaceOf(depth);
            case 6: return PartOfInstant(depth);
            default:
                var (part, ticks) = Pick(("getHours", 36_000_000_000L), ("getMinutes", 600_000_000L), ("getSeconds", 10_000_000L), ("getMilliseconds", 10_000L));
                return Strict($"{{0}}.{part}()", v => v[0] is Period p ? part == "getMilliseconds" ? p.Ticks % 10_000_000 / ticks : p.Ticks / ticks : Things.Failure, Of(Kind.Duration, depth));
        }
    }

    private Phrase Size(int depth)
    {
        var subject = Of(random.Next(5) switch { 0 => Kind.String, 1 => Kind.Bytes, 2 => Kind.List(Scalar()), 3 => Kind.Map(Scalar()), _ => Kind.Dyn }, depth);
        return Strict(Pick("size({0})", "{0}.size()"), v => v[0] switch
        {
            string s => (long)Things.Runes(s).Length,
            byte[] b => (long)b.Length,
            List<object> l => (long)l.Count,
            List<(object, object)> m => (long)m.Count,
            _ => Things.Failure,
        }, subject);
    }

    private static BigInteger? ToWhole(object value, BigInteger least, BigInteger most)
    {
        BigInteger? whole = value switch
        {
            long n => n,
            ulong n => n,

            // The lowest int is refused as a double: it could have been rounded to it.
            double n when Math.Abs(n) < 1e30 && n != long.MinValue => new BigInteger(Math.Truncate(n)),
            string s when s.Length > 0 && s.TrimStart('-').All(char.IsAsciiDigit) && s.LastIndexOf('-') <= 0 && s != "-"
                && (least < 0 || s[0] != '-') => BigInteger.Parse(s, CultureInfo.InvariantCulture),
            Instant i when least < 0 => BigInteger.Divide(i.Ticks - DateTime.UnixEpoch.Ticks - ((i.Ticks - DateTime.UnixEpoch.Ticks) % 10_000_000 + 10_000_000) % 10_000_000, 10_000_000),
            _ => null,
        };
        return value is double d && least == 0 && d < 0 ? null : whole < least || whole > most ? null : whole;
    }

    private Phrase PlaceOf(int depth)
    {
        var function = Pick("indexOf", "lastIndexOf");
        var hasStart = random.Next(2) == 0;
        Phrase[] parts = hasStart ? [Of(Kind.String, depth), Of(Kind.String, depth), Of(Kind.Int, depth)] : [Of(Kind.String, depth), Of(Kind.String, depth)];
        return Strict($"{{0}}.{function}({{1}}{(hasStart ? ", {2}" : "")})", v =>
        {
            if (v[0] is not string text || v[1] is not string part)
            {
                return Things.Failure;
            }

            var (runes, sought) = (Things.Runes(text), Things.Runes(part));
            var start = hasStart ? (long)v[2] : function == "indexOf" ? 0 : runes.Length;
            if (start < 0 || start > runes.Length)
            {
                return Things.Failure;
            }

            var places = Enumerable.Range(0, runes.Length + 1).Where(i => runes.Skip(i).Take(sought.Length).SequenceEqual(sought)).Select(i => (long)i).ToList();
            return function == "indexOf" ? places.Where(p => p >= start).FirstOrDefault(-1) : places.Where(p => p <= start).LastOrDefault(-1);
        }, parts);
    }

    private Phrase PartOfInstant(int depth)
    {
        var (part, zone) = (Pick(_instantParts), Pick("", "", "+05:30", "-01:00", "UTC", "Europe/Berlin", "Nowhere"));
        return Strict($"{{0}}.{part}({(zone.Length == 0 ? "" : $"'{zone}'")})", v => v[0] is Instant i ? PartOf(i, part, zone) : Things.Failure, Of(Kind.Timestamp, depth));
    }

    private static object PartOf(Instant instant, string part, string zone)
    {
        if (zone == "Nowhere")
        {
            return Things.Failure;
        }

        var offset = zone switch
        {
            "" or "UTC" => TimeSpan.Zero,
            "+05:30" => new TimeSpan(5, 30, 0),
            "-01:00" => new TimeSpan(-1, 0, 0),
            _ => TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(new DateTime(instant.Ticks, DateTimeKind.Utc)),
        };
        if (Things.At((BigInteger)instant.Ticks + offset.Ticks) is not Instant local)
        {
            return Things.Failure;
        }

        var time = new DateTime(local.Ticks);
        return (long)(part switch
        {
            "getFullYear" => time.Year,
            "getMonth" => time.Month - 1,
            "getDate" => time.Day,
            "getDayOfMonth" => time.Day - 1,
            "getDayOfWeek" => (int)(time.Ticks / TimeSpan.TicksPerDay % 7 + 1) % 7,
            "getDayOfYear" => time.DayOfYear - 1,
            "getHours" => time.Hour,
            "getMinutes" => time.Minute,
            "getSeconds" => time.Second,
            _ => time.Millisecond,
        });
    }

    private Phrase Unsigned(int depth) => random.Next(2) == 0
        ? Calculated(Pick('+', '-', '*', '/', '%'), Of(Kind.Uint, depth), Of(Kind.Uint, depth))
        : Strict("uint({0})", v => ToWhole(v[0], 0, ulong.MaxValue) is { } n ? (ulong)n : Things.Failure, Of(Pick(Kind.Int, Kind.Uint, Kind.Double, Kind.String, Kind.Dyn), depth));

    private Phrase Number(int depth) => random.Next(3) switch
    {
        0 => Negated(Of(Kind.Double, depth)),
        1 => Calculated(Pick('+', '-', '*', '/'), Of(Kind.Double, depth), Of(Kind.Double, depth)),
        _ => Strict("double({0})", v => v[0] switch
        {
            double n => n,
            long n => (double)n,
            ulong n => (double)n,
            string s => ToNumber(s),
            _ => Things.Failure,
        }, Of(Pick(Kind.Int, Kind.Uint, Kind.Double, Kind.String, Kind.Dyn), depth)),
    };

    private static object ToNumber(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "infinity" or "inf" => double.PositiveInfinity,
        "-infinity" or "-inf" => double.NegativeInfinity,
        _ => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e' or 'E')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : Things.Failure,
    };

    private Phrase Timestamp(int depth) => random.Next(4) switch
    {
        0 => Calculated(Pick('+', '-'), Of(Kind.Timestamp, depth), Of(Kind.Duration, depth)),
        1 => Calculated('+', Of(Kind.Duration, depth), Of(Kind.Timestamp, depth)),
        2 => Strict("timestamp({0})", v => v[0] switch
        {
            Instant i => i,
            long n => Things.At(DateTime.UnixEpoch.Ticks + (new BigInteger(n) * 10_000_000)),
            "2024-02-29T12:00:00Z" => new Instant(new DateTime(2024, 2, 29, 12, 0, 0).Ticks),
            string s => DateTime.TryParseExact(s, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var t) ? new Instant(t.Ticks) : Things.Failure,
            _ => Things.Failure,
        }, Of(Pick(Kind.Int, Kind.String, Kind.Timestamp, Kind.Dyn), depth)),
        _ => Literal(Kind.Timestamp),
    };

    private Phrase Duration(int depth) => random.Next(4) switch
    {
        0 => Calculated(Pick('+', '-'), Of(Kind.Duration, depth), Of(Kind.Duration, depth)),
        1 => Calculated('-', Of(Kind.Timestamp, depth), Of(Kind.Timestamp, depth)),
        2 => Strict("duration({0})", v => v[0] switch
        {
            Period p => p,
            string s => ToPeriod(s),
            _ => Things.Failure,
        }, Of(Pick(Kind.String, Kind.Duration), depth)),
        _ => Literal(Kind.Duration),
    };

    /// <summary>A sign, and numbers with units.</summary>
    private static object ToPeriod(string text)
    {
        var parts = PeriodParts().Match(text);
        if (text is "0" or "-0" or "+0" || !parts.Success)
        {
            return text is "0" or "-0" or "+0" ? new Period(0) : Things.Failure;
        }

        var sum = parts.Groups["number"].Captures.Zip(parts.Groups["unit"].Captures).Sum(p => decimal.Parse(p.First.Value, CultureInfo.InvariantCulture) * p.Second.Value switch
        {
            "h" => 36_000_000_000m, "m" => 600_000_000m, "s" => 10_000_000m, "ms" => 10_000m, "us" => 10m, _ => 0.01m,
        });
        return Things.Over(new BigInteger(text[0] == '-' ? -sum : sum));
    }

    [GeneratedRegex(@"^[-+]?((?<number>[0-9]{1,15}(\.[0-9]*)?)(?<unit>h|ms|m|us|ns|s))+\z", RegexOptions.ExplicitCapture)]
    private static partial Regex PeriodParts();
}
