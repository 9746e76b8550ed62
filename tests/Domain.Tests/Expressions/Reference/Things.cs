using System.Globalization;
using System.Numerics;
using System.Text;

namespace Prov.Domain.Tests.Expressions.Reference;

internal readonly record struct Instant(long Ticks);

internal readonly record struct Period(long Ticks);

internal sealed record TypeName(string Name);

/// <summary>An optional; without value when that is null.</summary>
internal sealed record Maybe(object? Value);

/// <summary>
/// The values of the reference evaluator: bool, long, ulong, double, string, byte[], <see cref="Instant"/>, <see cref="Period"/>, lists of
/// objects, lists of pairs for maps, <see cref="TypeName"/>, <see cref="Maybe"/>, and two marks.
/// </summary>
internal static class Things
{
    public static readonly object Null = "null".ToCharArray();
    public static readonly object Failure = "failure".ToCharArray();

    private static readonly long _lastTicks = DateTime.MaxValue.Ticks;

    public static bool AreEqual(object left, object right) => (left, right) switch
    {
        (string l, string r) => l == r,
        (bool l, bool r) => l == r,
        (byte[] l, byte[] r) => l.SequenceEqual(r),
        (Instant l, Instant r) => l == r,
        (Period l, Period r) => l == r,
        (TypeName l, TypeName r) => l == r,
        (Maybe l, Maybe r) => l.Value is null || r.Value is null ? l.Value == r.Value : AreEqual(l.Value, r.Value),
        (List<object> l, List<object> r) => l.Count == r.Count && l.Zip(r).All(p => AreEqual(p.First, p.Second)),
        (List<(object Key, object Value)> l, List<(object Key, object Value)> r) =>
            l.Count == r.Count && l.TrueForAll(e => r.Exists(o => AreEqual(e.Key, o.Key) && AreEqual(e.Value, o.Value))),
        // NaN is not even equal to itself.
        _ => IsNumber(left) && IsNumber(right) ? CompareNumbers(left, right) == 0 : left == right,
    };

    public static bool IsNumber(object value) => value is long or ulong or double;

    /// <summary>Null when the two have no order.</summary>
    private static int? Compare(object left, object right) => (left, right) switch
    {
        (bool l, bool r) => l.CompareTo(r),
        (string l, string r) => Runes(l).Zip(Runes(r)).Select(p => p.First.CompareTo(p.Second)).FirstOrDefault(c => c != 0) is not 0 and var c
            ? c
            : Runes(l).Length.CompareTo(Runes(r).Length),
        (byte[] l, byte[] r) => l.Zip(r).Select(p => p.First.CompareTo(p.Second)).FirstOrDefault(c => c != 0) is not 0 and var c
            ? c
            : l.Length.CompareTo(r.Length),
        (Instant l, Instant r) => l.Ticks.CompareTo(r.Ticks),
        (Period l, Period r) => l.Ticks.CompareTo(r.Ticks),
        _ => IsNumber(left) && IsNumber(right) ? CompareNumbers(left, right) : null,
    };

    public static object Order(string op, object left, object right)
    {
        var comparable = left.GetType() == right.GetType() ? left is bool or string or byte[] or Instant or Period || IsNumber(left) : IsNumber(left) && IsNumber(right);
        if (!comparable)
        {
            return Failure;
        }

        var order = Compare(left, right);
        return op switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary>Integers in exact arithmetic, then held against their range.</summary>
    public static object Calculate(char op, object left, object right) => (op, left, right) switch
    {
        (not '%', double l, double r) => op switch { '+' => l + r, '-' => l - r, '*' => l * r, _ => l / r },
        (_, long l, long r) => Whole(op, l, r) is { } n && n >= long.MinValue && n <= long.MaxValue ? (long)n : Failure,
        (_, ulong l, ulong r) => Whole(op, l, r) is { } n && n >= 0 && n <= ulong.MaxValue ? (ulong)n : Failure,
        ('+', string l, string r) => l + r,
        ('+', byte[] l, byte[] r) => l.Concat(r).ToArray(),
        ('+', List<object> l, List<object> r) => l.Concat(r).ToList(),
        ('+', Instant l, Period r) => At((BigInteger)l.Ticks + r.Ticks),
        ('+', Period l, Instant r) => At((BigInteger)l.Ticks + r.Ticks),
        ('+', Period l, Period r) => Over((BigInteger)l.Ticks + r.Ticks),
        ('-', Instant l, Instant r) => Over((BigInteger)l.Ticks - r.Ticks),
        ('-', Instant l, Period r) => At((BigInteger)l.Ticks - r.Ticks),
        ('-', Period l, Period r) => Over((BigInteger)l.Ticks - r.Ticks),
        _ => Failure,
    };

    public static object Negate(object value) => value switch
    {
        long n => n == long.MinValue ? Failure : -n,
        double n => -n,
        _ => Failure,
    };

    public static object Find(object container, object key)
    {
        switch (container)
        {
            case List<object> list when IsNumber(key):
                var places = Enumerable.Range(0, list.Count).Where(i => AreEqual((long)i, key)).ToList();
                return places.Count == 0 ? Missing : list[places[0]];
            case List<(object Key, object Value)> map when key is bool or string || IsNumber(key):
                return map.Exists(e => AreEqual(e.Key, key)) ? map.Find(e => AreEqual(e.Key, key)).Value : Missing;
            default:
                return Failure;
        }
    }

    /// <summary>What <see cref="Find"/> gives when the container is right but has no such thing.</summary>
    public static readonly object Missing = "missing".ToCharArray();

    public static object TypeOf(object value) => new TypeName(value switch
    {
        bool => "bool",
        long => "int",
        ulong => "uint",
        double => "double",
        string => "string",
        byte[] => "bytes",
        Instant => "google.protobuf.Timestamp",
        Period => "google.protobuf.Duration",
        List<object> => "list",
        List<(object, object)> => "map",
        TypeName => "type",
        Maybe => "optional_type",
        _ => "null_type",
    });

    public static bool IsZero(object value) => value switch
    {
        bool v => !v,
        string v => v.Length == 0,
        byte[] v => v.Length == 0,
        Instant v => v.Ticks == 0,
        Period v => v.Ticks == 0,
        List<object> v => v.Count == 0,
        List<(object, object)> v => v.Count == 0,
        _ => value == Null || (IsNumber(value) && CompareNumbers(value, 0L) == 0),
    };

    public static int[] Runes(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    public static string Text(IEnumerable<int> runes) => string.Concat(runes.Select(char.ConvertFromUtf32));

    /// <summary>As <c>string()</c> and <c>%s</c> write numbers, times and the like.</summary>
    public static string Written(object value) => value switch
    {
        bool v => v ? "true" : "false",
        double v => v.ToString("R", CultureInfo.InvariantCulture),
        byte[] v => Encoding.UTF8.GetString(v),
        Instant v => new DateTime(v.Ticks).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Fraction(v.Ticks) + "Z",
        Period v => (v.Ticks < 0 ? "-" : "") + Math.Abs(v.Ticks / 10_000_000) + Fraction(Math.Abs(v.Ticks)) + "s",
        List<object> v => $"[{string.Join(", ", v.Select(Written))}]",
        TypeName v => v.Name,
        _ => value == Null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Fraction(long ticks)
    {
        var digits = (ticks % 10_000_000).ToString("0000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return digits.Length == 0 ? "" : "." + digits;
    }

    public static object At(BigInteger ticks) => ticks < 0 || ticks > _lastTicks ? Failure : new Instant((long)ticks);

    public static object Over(BigInteger ticks) =>
        BigInteger.Abs(ticks) > new BigInteger(315_576_000_000) * 10_000_000 ? Failure : new Period((long)ticks);

    private static BigInteger? Whole(char op, BigInteger left, BigInteger right) => op switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => right.IsZero ? null : op == '/' ? BigInteger.Divide(left, right) : BigInteger.Remainder(left, right),
    };

    /// <summary>Both numbers as fractions of 2^1074, which every double is a multiple of.</summary>
    private static int? CompareNumbers(object left, object right) => (left, right) switch
    {
        (double.NaN, _) or (_, double.NaN) => null,
        (double.PositiveInfinity, _) => right is double.PositiveInfinity ? 0 : 1,
        (double.NegativeInfinity, _) => right is double.NegativeInfinity ? 0 : -1,
        (_, double.PositiveInfinity) => -1,
        (_, double.NegativeInfinity) => 1,
        (long l, long r) => l.CompareTo(r),
        (double l, double r) => l < r ? -1 : l > r ? 1 : 0,
        _ => Scaled(left).CompareTo(Scaled(right)),
    };

    private static BigInteger Scaled(object number)
    {
        if (number is not double value)
        {
            return (number is long n ? new BigInteger(n) : new BigInteger((ulong)number)) << 1074;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xFFFFFFFFFFFFF;
        var mantissa = new BigInteger(exponent == 0 ? fraction : fraction | 0x10000000000000);
        return (bits < 0 ? -mantissa : mantissa) << Math.Max(0, exponent - 1);
    }
}
