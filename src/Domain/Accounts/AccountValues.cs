using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions;

namespace Prov.Domain.Accounts;

/// <summary>Compares attribute values as targets hold them.</summary>
internal static class AccountValues
{
    private const string GeneralizedTime = "yyyyMMddHHmmss.FFFFFFF'Z'";

    /// <summary>Nothing, an empty text and an empty list are the same to most targets.</summary>
    public static bool IsBlank(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.String => value.AsString().Length == 0,
        ValueKind.List => value.Count == 0,
        _ => false,
    };

    /// <summary>
    /// Equal; the values of a multi-valued attribute have no order, and a single one equals a list of one. Many targets hold texts only:
    /// a value of another kind equals the text that it is written as there.
    /// </summary>
    public static bool Same(Value left, Value right)
    {
        if (left.Equals(right) || (IsBlank(left) && IsBlank(right)))
        {
            return true;
        }

        var (ours, theirs) = (left.AsValues(), right.AsValues());
        return Covers(ours, theirs) && Covers(theirs, ours);
    }

    private static bool Covers(ImmutableArray<Value> some, ImmutableArray<Value> all) => some.All(one => all.Any(other => SameOne(one, other)));

    /// <summary>As <see cref="Same"/>, of single values.</summary>
    public static bool SameOne(Value left, Value right) => left.Equals(right) || (left.Kind, right.Kind) switch
    {
        (ValueKind.String, ValueKind.String) => false,
        (ValueKind.String, _) => IsWrittenAs(right, left.AsString()),
        (_, ValueKind.String) => IsWrittenAs(left, right.AsString()),
        (ValueKind.Boolean, ValueKind.Integer) => right.AsInteger() == (left.AsBoolean() ? 1 : 0),
        (ValueKind.Integer, ValueKind.Boolean) => left.AsInteger() == (right.AsBoolean() ? 1 : 0),
        _ => false,
    };

    private static bool IsWrittenAs(Value value, string text) => value.Kind switch
    {
        ValueKind.Boolean => bool.TryParse(text, out var flag) && flag == value.AsBoolean(),
        ValueKind.Timestamp => TryInstant(text, out var instant) && instant == value.AsTimestamp(),
        ValueKind.Integer or ValueKind.UnsignedInteger or ValueKind.Double =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Value.From(number).Equals(value),
        _ => value.ToString() == text,
    };

    // RFC 3339, or generalized time as LDAP has it (RFC 4517, 3.3.13).
    private static bool TryInstant(string text, out DateTimeOffset instant) =>
        Rfc3339.TryParse(text, out instant)
        || DateTimeOffset.TryParseExact(
            text, GeneralizedTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
}
