using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Prov.Domain.Expressions;

/// <summary>
/// One immutable value: of an attribute, of a source record's field, or of an expression. The same type serves all three, so that
/// nothing is converted between what a source says, what a policy reads and what a target receives.
/// </summary>
/// <remarks>Equality is that of CEL: numbers compare across integer, unsigned and double; other kinds never equal each other.</remarks>
[JsonConverter(typeof(ValueJsonConverter))]
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _reference;
    private readonly long _bits;

    private Value(ValueKind kind, long bits, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The absent value; also what <c>default(Value)</c> is.</summary>
    public static Value Null => default;

    public ValueKind Kind { get; }

    public bool IsNull => Kind == ValueKind.Null;

    public static Value From(bool value) => new(ValueKind.Boolean, value ? 1 : 0, null);

    public static Value From(long value) => new(ValueKind.Integer, value, null);

    public static Value From(ulong value) => new(ValueKind.UnsignedInteger, unchecked((long)value), null);

    public static Value From(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A string; <see langword="null"/> gives <see cref="Null"/>.</summary>
    public static Value From(string? value) => value is null ? default : new(ValueKind.String, 0, value);

    public static Value From(ImmutableArray<byte> value) => new(ValueKind.Bytes, 0, value.IsDefault ? [] : value);

    /// <summary>A point in time; kept in UTC with 100 ns resolution.</summary>
    public static Value From(DateTimeOffset value) => new(ValueKind.Timestamp, value.UtcTicks, null);

    public static Value From(TimeSpan value) => new(ValueKind.Duration, value.Ticks, null);

    public static Value From(ImmutableArray<Value> values) => new(ValueKind.List, 0, values.IsDefault ? [] : values);

    public static Value ListOf(params ReadOnlySpan<Value> values) => From(ImmutableArray.Create(values));

    public static Value ListOf(IEnumerable<string> values) => From(values.Select(v => From(v)).ToImmutableArray());

    /// <summary>A map from string keys: the shape of an identity's or a record's attributes.</summary>
    public static Value From(IReadOnlyDictionary<string, Value> attributes) => new(ValueKind.Map, 0, attributes);

    /// <summary>A map with keys of any kind that CEL allows as a key (bool, int, uint, string).</summary>
    public static Value From(IReadOnlyDictionary<Value, Value> entries) => new(ValueKind.Map, 1, entries);

    /// <summary>The value that CEL's <c>type()</c> returns.</summary>
    public static Value TypeNamed(string name) => new(ValueKind.Type, 0, name);

    /// <summary>The optional that has no value.</summary>
    public static Value NoValue { get; } = new(ValueKind.Optional, 0, null);

    /// <summary>The optional that has a value, which may be null.</summary>
    public static Value OptionalOf(Value value) => new(ValueKind.Optional, 0, value);

    public bool AsBoolean() => Kind == ValueKind.Boolean ? _bits != 0 : throw Mismatch(ValueKind.Boolean);

    public long AsInteger() => Kind == ValueKind.Integer ? _bits : throw Mismatch(ValueKind.Integer);

    public ulong AsUnsignedInteger() => Kind == ValueKind.UnsignedInteger ? unchecked((ulong)_bits) : throw Mismatch(ValueKind.UnsignedInteger);

    public double AsDouble() => Kind == ValueKind.Double ? BitConverter.Int64BitsToDouble(_bits) : throw Mismatch(ValueKind.Double);

    public string AsString() => Kind == ValueKind.String ? (string)_reference! : throw Mismatch(ValueKind.String);

    public ImmutableArray<byte> AsBytes() => Kind == ValueKind.Bytes ? (ImmutableArray<byte>)_reference! : throw Mismatch(ValueKind.Bytes);

    public DateTimeOffset AsTimestamp() => Kind == ValueKind.Timestamp ? new(_bits, TimeSpan.Zero) : throw Mismatch(ValueKind.Timestamp);

    public TimeSpan AsDuration() => Kind == ValueKind.Duration ? new(_bits) : throw Mismatch(ValueKind.Duration);

    public ImmutableArray<Value> AsList() => Kind == ValueKind.List ? (ImmutableArray<Value>)_reference! : throw Mismatch(ValueKind.List);

    /// <summary>The name carried by a value of kind <see cref="ValueKind.Type"/>.</summary>
    public string AsTypeName() => Kind == ValueKind.Type ? (string)_reference! : throw Mismatch(ValueKind.Type);

    /// <summary>What an optional has; false when it has none.</summary>
    public bool TryGetOptional(out Value value)
    {
        if (Kind != ValueKind.Optional)
        {
            throw Mismatch(ValueKind.Optional);
        }

        // The value may be given back in the place of the optional itself.
        var inner = _reference;
        value = inner is null ? default : (Value)inner;
        return inner is not null;
    }

    /// <summary>Number of entries of a list or map.</summary>
    public int Count => Kind switch
    {
        ValueKind.List => AsList().Length,
        ValueKind.Map => _reference is IReadOnlyDictionary<string, Value> s ? s.Count : ((IReadOnlyDictionary<Value, Value>)_reference!).Count,
        _ => throw Mismatch(ValueKind.List),
    };

    /// <summary>Looks a key up in a map; false when absent or when this is no map.</summary>
    public bool TryGetEntry(Value key, out Value value)
    {
        if (Kind == ValueKind.Map)
        {
            if (_reference is IReadOnlyDictionary<Value, Value> entries)
            {
                return entries.TryGetValue(key, out value);
            }

            if (key.Kind == ValueKind.String)
            {
                return ((IReadOnlyDictionary<string, Value>)_reference!).TryGetValue(key.AsString(), out value);
            }
        }

        value = default;
        return false;
    }

    /// <summary>Looks a string key up in a map; false when absent or when this is no map.</summary>
    public bool TryGetEntry(string key, out Value value)
    {
        if (Kind == ValueKind.Map && _reference is IReadOnlyDictionary<string, Value> attributes)
        {
            return attributes.TryGetValue(key, out value);
        }

        return TryGetEntry(From(key), out value);
    }

    /// <summary>The entries of a map, in the map's own order.</summary>
    public IEnumerable<KeyValuePair<Value, Value>> Entries() => Kind != ValueKind.Map
        ? throw Mismatch(ValueKind.Map)
        : _reference is IReadOnlyDictionary<string, Value> attributes
            ? attributes.Select(e => KeyValuePair.Create(From(e.Key), e.Value))
            : (IReadOnlyDictionary<Value, Value>)_reference!;

    /// <summary>The values of a multi-valued attribute: a list's elements, nothing for null, otherwise the value itself.</summary>
    public ImmutableArray<Value> AsValues() => Kind switch
    {
        ValueKind.Null => [],
        ValueKind.List => AsList(),
        _ => [this],
    };

    public bool Equals(Value other)
    {
        if (Kind == other.Kind)
        {
            return Kind switch
            {
                ValueKind.Null => true,
                ValueKind.Double => AsDouble() == other.AsDouble(),
                ValueKind.String or ValueKind.Type => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
                ValueKind.Bytes => AsBytes().AsSpan().SequenceEqual(other.AsBytes().AsSpan()),
                ValueKind.List => ReferenceEquals(_reference, other._reference) || AsList().AsSpan().SequenceEqual(other.AsList().AsSpan()),
                ValueKind.Map => HasSameEntries(other),
                ValueKind.Optional => TryGetOptional(out var mine) == other.TryGetOptional(out var others) && mine.Equals(others),
                _ => _bits == other._bits,
            };
        }

        return IsNumber && other.IsNumber && NumericOrder.Compare(this, other) == 0;
    }

    // Apart, since the closure would be allocated by every comparison.
    private bool HasSameEntries(Value other) =>
        Count == other.Count && Entries().All(e => other.TryGetEntry(e.Key, out var value) && e.Value.Equals(value));

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => Kind switch
    {
        ValueKind.Null => 0,
        // Equal numbers of different kinds must hash alike; a double holds every integer that can equal it.
        ValueKind.Integer => ((double)_bits).GetHashCode(),
        ValueKind.UnsignedInteger => ((double)unchecked((ulong)_bits)).GetHashCode(),
        ValueKind.Double => AsDouble().GetHashCode(),
        ValueKind.String or ValueKind.Type => string.GetHashCode((string)_reference!, StringComparison.Ordinal),
        ValueKind.Bytes => AsBytes().Aggregate(17, HashCode.Combine),
        ValueKind.List => AsList().Aggregate(19, HashCode.Combine),
        ValueKind.Map => Entries().Aggregate(23, (hash, e) => hash ^ HashCode.Combine(e.Key, e.Value)),
        ValueKind.Optional => TryGetOptional(out var value) ? HashCode.Combine(29, value) : 29,
        _ => _bits.GetHashCode(),
    };

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public bool IsNumber => Kind is ValueKind.Integer or ValueKind.UnsignedInteger or ValueKind.Double;

    /// <summary>A text for people and for text-only targets: RFC 3339 times, <c>true</c>/<c>false</c>, lists in brackets.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Null => "",
        ValueKind.Boolean => _bits != 0 ? "true" : "false",
        ValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        ValueKind.UnsignedInteger => unchecked((ulong)_bits).ToString(CultureInfo.InvariantCulture),
        ValueKind.Double => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        ValueKind.String or ValueKind.Type => (string)_reference!,
        ValueKind.Bytes => Convert.ToBase64String(AsBytes().AsSpan()),
        ValueKind.Timestamp => Rfc3339.Format(AsTimestamp()),
        ValueKind.Duration => (AsDuration().Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) + "s",
        ValueKind.Optional => TryGetOptional(out var value) ? $"optional.of({value})" : "optional.none()",
        ValueKind.List => Join(AsList().Select(v => v.ToString()), '[', ']'),
        _ => Join(Entries().Select(e => $"{e.Key}: {e.Value}"), '{', '}'),
    };

    private static string Join(IEnumerable<string> parts, char open, char close) =>
        new StringBuilder().Append(open).AppendJoin(", ", parts).Append(close).ToString();

    private InvalidOperationException Mismatch(ValueKind wanted) => new($"The value is {Kind}, not {wanted}.");
}
