namespace Prov.Domain.Expressions.Evaluation;

/// <summary>What reading values costs.</summary>
internal static class Cost
{
    /// <summary>UTF-16 units or bytes that are read or made in one step.</summary>
    public const int UnitsPerStep = 16;

    /// <summary>The cost of passing over a value once, without what its elements hold.</summary>
    public static long Of(Value value) => value.Kind switch
    {
        ValueKind.List or ValueKind.Map => value.Count,
        _ => OfText(value),
    };

    /// <summary>The cost of reading a string or bytes; nothing for other values.</summary>
    public static long OfText(Value value) => value.Kind switch
    {
        ValueKind.String => value.AsString().Length / UnitsPerStep,
        ValueKind.Bytes => value.AsBytes().Length / UnitsPerStep,
        _ => 0,
    };

    /// <summary>
    /// Charges for everything that a value holds. A result is small in memory when it holds one list many times, but not for who reads it.
    /// </summary>
    public static bool ChargeWhole(Value value, ref Frame frame)
    {
        if (!frame.Charge(1 + Of(value)))
        {
            return false;
        }

        if (value.Kind == ValueKind.List)
        {
            foreach (var element in value.AsList())
            {
                if (!ChargeWhole(element, ref frame))
                {
                    return false;
                }
            }
        }
        else if (value.Kind == ValueKind.Map)
        {
            foreach (var (key, element) in value.Entries())
            {
                if (!frame.Charge(Of(key)) || !ChargeWhole(element, ref frame))
                {
                    return false;
                }
            }
        }

        else if (value.Kind == ValueKind.Optional && value.TryGetOptional(out var inner))
        {
            return ChargeWhole(inner, ref frame);
        }

        return true;
    }
}
