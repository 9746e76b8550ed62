using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>List and map literals.</summary>
internal static class LiteralEvaluators
{
    private static readonly Fault _invalidKey = Fault.NoMatchingOverload("A map key");
    private static readonly Fault _repeatedKey = Fault.Invalid("The map has a key twice.");

    /// <param name="optional">Which elements are optionals, left out when they have no value; empty when none is.</param>
    public static Evaluator List(ImmutableArray<Evaluator> elements, ImmutableArray<bool> optional) => (ref frame) =>
    {
        if (!frame.Charge(1 + elements.Length))
        {
            return default;
        }

        var values = ImmutableArray.CreateBuilder<Value>(elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            var element = elements[i](ref frame);
            if (frame.Failed)
            {
                return default;
            }

            if (optional.IsEmpty || !optional[i] || OptionalEvaluators.TryUnwrap(ref element, ref frame))
            {
                values.Add(element);
            }
            else if (frame.Failed)
            {
                return default;
            }
        }

        return Value.From(values.DrainToImmutable());
    };

    /// <param name="optional">Which values are optionals, left out when they have no value; empty when none is.</param>
    public static Evaluator Map(ImmutableArray<Evaluator> keys, ImmutableArray<Evaluator> values, ImmutableArray<bool> optional) => (ref frame) =>
    {
        if (!frame.Charge(1 + keys.Length))
        {
            return default;
        }

        var entries = new Dictionary<Value, Value>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i](ref frame);
            var value = frame.Failed ? default : values[i](ref frame);
            if (frame.Failed || !frame.Charge(Cost.OfText(key)))
            {
                return default;
            }

            if (!Containers.IsKey(key) || key.Kind == ValueKind.Double)
            {
                return frame.Fail(_invalidKey);
            }

            if (!optional.IsEmpty && optional[i] && !OptionalEvaluators.TryUnwrap(ref value, ref frame))
            {
                if (frame.Failed)
                {
                    return default;
                }

                continue;
            }

            if (!entries.TryAdd(key, value))
            {
                return frame.Fail(_repeatedKey);
            }
        }

        return Value.From(entries);
    };
}
