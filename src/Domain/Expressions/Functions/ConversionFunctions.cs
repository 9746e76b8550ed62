using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Prov.Domain.Expressions.Checking;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>Type conversions (CEL language definition, "Type Conversions").</summary>
internal static class ConversionFunctions
{
    // The doubles beyond the ends of the integer ranges; the ends themselves are not exact as doubles.
    private const double IntegerBound = 9223372036854775808d;
    private const double UnsignedBound = 18446744073709551616d;
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    public static ImmutableArray<Overload> All { get; } =
    [
        Total("int", Int, Int, v => v),
        Partial("int", Uint, Int, Fault.IntegerOverflow, v => ToInteger(v.AsUnsignedInteger())),
        Partial("int", ExpressionType.Double, Int, Fault.IntegerOverflow, v => ToInteger(v.AsDouble())),
        Parsing("int", Int, ParseInteger),
        Total("int", Timestamp, Int, v => Value.From(v.AsTimestamp().ToUnixTimeSeconds())),

        Total("uint", Uint, Uint, v => v),
        Partial("uint", Int, Uint, Fault.IntegerOverflow, v => v.AsInteger() is >= 0 and var n ? Value.From((ulong)n) : null),
        Partial("uint", ExpressionType.Double, Uint, Fault.IntegerOverflow, v => ToUnsigned(v.AsDouble())),
        Parsing("uint", Uint, ParseUnsigned),

        Total("double", ExpressionType.Double, ExpressionType.Double, v => v),
        Total("double", Int, ExpressionType.Double, v => Value.From((double)v.AsInteger())),
        Total("double", Uint, ExpressionType.Double, v => Value.From((double)v.AsUnsignedInteger())),
        Parsing("double", ExpressionType.Double, ParseDouble),

        Total("string", ExpressionType.String, ExpressionType.String, v => v),
        .. new[] { Bool, Int, Uint, ExpressionType.Double, Timestamp, Duration }
            .Select(type => Total("string", type, ExpressionType.String, v => Value.From(v.ToString()))),
        Partial("string", Bytes, ExpressionType.String, Fault.Invalid("The bytes are no UTF-8 text."), DecodeUtf8),

        Total("bytes", Bytes, Bytes, v => v),
        Total("bytes", ExpressionType.String, Bytes, v => Value.From([.. Encoding.UTF8.GetBytes(v.AsString())])),

        Total("bool", Bool, Bool, v => v),
        Parsing("bool", Bool, ParseBoolean),

        Total("timestamp", Timestamp, Timestamp, v => v),
        Parsing("timestamp", Timestamp, text => Rfc3339.TryParse(text, out var instant) ? Value.From(instant) : null),
        Partial("timestamp", Int, Timestamp, Fault.TimeOverflow, v => FromUnixSeconds(v.AsInteger())),

        Total("duration", Duration, Duration, v => v),
        Parsing("duration", Duration, text => DurationText.TryParse(text, out var duration) ? Value.From(duration) : null),

        Total("dyn", Dyn, Dyn, v => v),
        Total("type", Dyn, ExpressionType.Type, v => Value.TypeNamed(TypeNames.Of(v))),
    ];

    private static Overload Total(string name, ExpressionType from, ExpressionType to, Func<Value, Value> convert) =>
        Overload.Function(name, [from], to, (in arguments, ref _) => convert(arguments[0]));

    private static Overload Partial(string name, ExpressionType from, ExpressionType to, Fault fault, Func<Value, Value?> convert) =>
        Overload.Function(name, [from], to, (in arguments, ref frame) => convert(arguments[0]) ?? frame.Fail(fault));

    private static Overload Parsing(string name, ExpressionType to, Func<string, Value?> parse) =>
        Partial(name, ExpressionType.String, to, Fault.Invalid($"The text is no {name}."), v => parse(v.AsString()));

    private static Value? ToInteger(double number) => number is > -IntegerBound and < IntegerBound ? Value.From((long)number) : null;

    private static Value? ToInteger(ulong number) => number <= long.MaxValue ? Value.From((long)number) : null;

    private static Value? ToUnsigned(double number) => number is >= 0 and < UnsignedBound ? Value.From((ulong)number) : null;

    private static Value? ParseInteger(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Value.From(number) : null;

    private static Value? ParseUnsigned(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Value.From(number) : null;

    private static Value? ParseDouble(string text)
    {
        if (double.TryParse(text, Number, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return Value.From(number);
        }

        return text.ToUpperInvariant() switch
        {
            "NAN" => Value.From(double.NaN),
            "INF" or "+INF" or "INFINITY" or "+INFINITY" => Value.From(double.PositiveInfinity),
            "-INF" or "-INFINITY" => Value.From(double.NegativeInfinity),
            _ => null,
        };
    }

    private static Value? ParseBoolean(string text) => text switch
    {
        "1" or "t" or "true" or "TRUE" or "True" or "T" => Value.From(true),
        "0" or "f" or "false" or "FALSE" or "False" or "F" => Value.From(false),
        _ => null,
    };

    private static Value? DecodeUtf8(Value bytes)
    {
        try
        {
            return Value.From(_strictUtf8.GetString(bytes.AsBytes().AsSpan()));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Value? FromUnixSeconds(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? Value.From(DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
}
