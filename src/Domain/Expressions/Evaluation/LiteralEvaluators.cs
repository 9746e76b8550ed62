using System.Collections.Immutable;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>List and map literals.</summary>
internal static class LiteralEvaluators
{
    private static readonly Fault _invalidKey = Fault.NoMatchingOverload("A map key");
    private static readonly Fault _repeatedKey = Fault.Invalid("The map has a key twice.");

    public static Evaluator List(ImmutableArray<Evaluator> elements) => (ref frame) =>
    {
        if (!frame.Charge(1 + elements.Length))
        {
            return default;
        }

        var values = ImmutableArray.CreateBuilder<Value>(elements.Length);
        foreach (var element in elements)
        {
            values.Add(element(ref frame));
            if (frame.Failed)
            {
                return default;
            }
        }

        return Value.From(values.MoveToImmutable());
    };

    public static Evaluator Map(ImmutableArray<Evaluator> keys, ImmutableArray<Evaluator> values) => (ref frame) =>
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

            if (!entries.TryAdd(key, value))
            {
                return frame.Fail(_repeatedKey);
            }
        }

        return Value.From(entries);
    };
}
