namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Reading elements of lists and entries of maps.</summary>
internal static class Containers
{
    public static readonly Fault NoSuchKey = new(ExpressionReasons.NoSuchKey, "The map has no such key; ask with 'in' or has() first.");

    /// <summary>
    /// Finds an element or entry. Gives null when it is there; otherwise what is wrong, of which <see cref="IsMissing"/> tells whether the
    /// container only lacks it.
    /// </summary>
    public static Fault? Find(Value container, Value index, Fault mismatch, out Value value)
    {
        value = default;
        if (container.Kind == ValueKind.Map && IsKey(index))
        {
            return container.TryGetEntry(index, out value) ? null : NoSuchKey;
        }

        if (container.Kind != ValueKind.List || !index.IsNumber)
        {
            return mismatch;
        }

        var (list, position) = (container.AsList(), Position(index));
        if (position < 0 || position >= list.Length)
        {
            return Fault.IndexOutOfRange;
        }

        value = list[(int)position];
        return null;
    }

    public static bool IsMissing(Fault fault) => fault.Reason is ExpressionReasons.NoSuchKey or ExpressionReasons.IndexOutOfRange;

    public static Value IsMember(Value element, Value container, Fault mismatch, ref Frame frame)
    {
        if (container.Kind == ValueKind.Map && IsKey(element))
        {
            return Value.From(container.TryGetEntry(element, out _));
        }

        if (container.Kind != ValueKind.List)
        {
            return frame.Fail(mismatch);
        }

        foreach (var candidate in container.AsList())
        {
            if (!frame.Charge(1))
            {
                return default;
            }

            if (Comparison.AreEqual(element, candidate, ref frame))
            {
                return Value.From(true);
            }
        }

        return Value.From(false);
    }

    public static bool IsKey(Value value) => value.Kind is ValueKind.Boolean or ValueKind.String || value.IsNumber;

    /// <summary>An index of any number kind as an integer; -1 when it is none.</summary>
    private static long Position(Value index) => index.Kind switch
    {
        ValueKind.Integer => index.AsInteger(),
        ValueKind.UnsignedInteger => (long)Math.Min(index.AsUnsignedInteger(), long.MaxValue),
        _ => index.AsDouble() is >= 0 and < int.MaxValue and var number && Math.Floor(number) == number ? (long)number : -1,
    };
}
