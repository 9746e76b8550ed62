namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Reading elements of lists and entries of maps.</summary>
internal static class Containers
{
    private static readonly Fault _noSuchKey = new(ExpressionReasons.NoSuchKey, "The map has no such key; ask with 'in' first.");

    public static Value Index(Value container, Value index, Fault mismatch, ref Frame frame)
    {
        if (container.Kind == ValueKind.Map && IsKey(index))
        {
            return container.TryGetEntry(index, out var value) ? value : frame.Fail(_noSuchKey);
        }

        if (container.Kind != ValueKind.List || !index.IsNumber)
        {
            return frame.Fail(mismatch);
        }

        var (list, position) = (container.AsList(), Position(index));
        return position >= 0 && position < list.Length ? list[(int)position] : frame.Fail(Fault.IndexOutOfRange);
    }

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
