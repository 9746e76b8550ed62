namespace Prov.Domain.Expressions.Checking;

/// <summary>How declared types relate (CEL language definition, "Gradual Type Checking").</summary>
internal static class TypeRelations
{
    /// <summary>A value of <paramref name="from"/> may be given where <paramref name="to"/> is wanted.</summary>
    public static bool IsAssignable(ExpressionType from, ExpressionType to) => (from, to) switch
    {
        (DynType, _) or (_, DynType) => true,
        (ListType f, ListType t) => IsAssignable(f.Element, t.Element),
        (OptionalType f, OptionalType t) => IsAssignable(f.Element, t.Element),
        (MapType f, MapType t) => IsAssignable(f.Key, t.Key) && IsAssignable(f.Value, t.Value),
        _ => from.Equals(to),
    };

    /// <summary>The two can be compared for equality: otherwise the answer would always be "unequal", which is a mistake in the text.</summary>
    public static bool IsComparable(ExpressionType left, ExpressionType right) => (left, right) switch
    {
        (ListType l, ListType r) => IsComparable(l.Element, r.Element),
        (OptionalType l, OptionalType r) => IsComparable(l.Element, r.Element),
        (MapType l, MapType r) => IsComparable(l.Key, r.Key) && IsComparable(l.Value, r.Value),
        _ => IsNull(left) || IsNull(right) || (IsNumber(left) && IsNumber(right)) || IsAssignable(left, right),
    };

    /// <summary>The type of something that is one or the other; null when they have nothing in common.</summary>
    public static ExpressionType? Join(ExpressionType left, ExpressionType right) => (left, right) switch
    {
        _ when left.Equals(right) || IsNull(right) => left,
        _ when IsNull(left) => right,
        (DynType, _) or (_, DynType) => ExpressionType.Dyn,
        (ListType l, ListType r) => Join(l.Element, r.Element) is { } element ? ExpressionType.List(element) : null,
        (OptionalType l, OptionalType r) => Join(l.Element, r.Element) is { } element ? ExpressionType.Optional(element) : null,
        (MapType l, MapType r) => Join(l.Key, r.Key) is { } key && Join(l.Value, r.Value) is { } value ? ExpressionType.Map(key, value) : null,
        _ => null,
    };

    /// <summary>The type of the elements of a list literal: <c>dyn</c> when they have nothing in common or there are none.</summary>
    public static ExpressionType JoinAll(IEnumerable<ExpressionType> types)
    {
        ExpressionType? joined = null;
        foreach (var type in types)
        {
            joined = joined is null ? type : Join(joined, type) ?? ExpressionType.Dyn;
        }

        return joined ?? ExpressionType.Dyn;
    }

    public static ExpressionType OfLiteral(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => ExpressionType.Bool,
        ValueKind.Integer => ExpressionType.Int,
        ValueKind.UnsignedInteger => ExpressionType.Uint,
        ValueKind.Double => ExpressionType.Double,
        ValueKind.String => ExpressionType.String,
        ValueKind.Bytes => ExpressionType.Bytes,
        _ => ExpressionType.Null,
    };

    public static bool IsNull(ExpressionType type) => type.Equals(ExpressionType.Null);

    public static bool IsNumber(ExpressionType type) =>
        type is ScalarType { Kind: ValueKind.Integer or ValueKind.UnsignedInteger or ValueKind.Double };

    public static bool IsKey(ExpressionType type) => type
        is DynType or ScalarType { Kind: ValueKind.Boolean or ValueKind.Integer or ValueKind.UnsignedInteger or ValueKind.Double or ValueKind.String };

    /// <summary>A value of a known kind may be of the type; null is taken apart from this.</summary>
    public static bool Admits(ExpressionType type, ValueKind kind) => type switch
    {
        ScalarType scalar => scalar.Kind == kind,
        ListType => kind == ValueKind.List,
        OptionalType => kind == ValueKind.Optional,
        MapType or ObjectType => kind == ValueKind.Map,
        _ => true,
    };
}
