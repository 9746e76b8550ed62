using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>The macros that go over a list, the keys of a map or into an optional (CEL language definition, "Macros").</summary>
internal static class ComprehensionEvaluators
{
    private static readonly Fault _notIterable = Fault.NoMatchingOverload("A macro such as all() or map()");

    private static readonly Fault _notOptional = Fault.NoMatchingOverload("optMap() or optFlatMap()");

    /// <summary>Visits one element, which is in its slot already; true ends the loop.</summary>
    private delegate bool Step(Value element, ref Frame frame);

    /// <summary>True when the body is a condition.</summary>
    public static bool Asks(ComprehensionKind kind) =>
        kind is ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne or ComprehensionKind.Filter;

    /// <summary>Of a kind that asks.</summary>
    public static Evaluator Of(ComprehensionKind kind, Evaluator range, int slot, Test body) => kind switch
    {
        ComprehensionKind.All => Quantifier(range, slot, body, decisive: false),
        ComprehensionKind.Exists => Quantifier(range, slot, body, decisive: true),
        ComprehensionKind.ExistsOne => One(range, slot, body),
        _ => Collect(range, slot, body, null),
    };

    /// <summary>Of a kind that makes values.</summary>
    public static Evaluator Of(ComprehensionKind kind, Evaluator range, int slot, Test? filter, Evaluator body) => kind switch
    {
        ComprehensionKind.OptionalMap => Into(range, slot, (ref frame) =>
        {
            var value = body(ref frame);
            return Value.OptionalOf(value);
        }),
        ComprehensionKind.OptionalFlatMap => Into(range, slot, body),
        _ => Collect(range, slot, filter, body),
    };

    private static Evaluator Quantifier(Evaluator range, int slot, Test body, bool decisive) => (ref frame) =>
    {
        var (isDecided, failure) = (false, (Fault?)null);
        Visit(range(ref frame), slot, ref frame, (Value _, ref Frame inner) =>
        {
            isDecided = LogicalEvaluators.Decides(body, decisive, ref inner);
            if (inner.Failed && inner.Absorb() is { } absorbed)
            {
                failure ??= absorbed;
            }

            return isDecided;
        });
        return isDecided ? Value.From(decisive) : frame.Failed || failure is null ? Value.From(!decisive) : frame.Fail(failure);
    };

    private static Evaluator One(Evaluator range, int slot, Test body) => (ref frame) =>
    {
        var found = 0;
        Visit(range(ref frame), slot, ref frame, (Value _, ref Frame inner) =>
        {
            found += LogicalEvaluators.Decides(body, true, ref inner) ? 1 : 0;
            return false;
        });
        return Value.From(found == 1);
    };

    private static Evaluator Collect(Evaluator range, int slot, Test? filter, Evaluator? body) => (ref frame) =>
    {
        var collected = ImmutableArray.CreateBuilder<Value>();
        Visit(range(ref frame), slot, ref frame, (Value element, ref Frame inner) =>
        {
            if (filter is null || LogicalEvaluators.Decides(filter, true, ref inner))
            {
                collected.Add(body is null ? element : body(ref inner));
            }

            return false;
        });
        return Value.From(collected.ToImmutable());
    };

    private static Evaluator Into(Evaluator optional, int slot, Evaluator body) => (ref frame) =>
    {
        var source = optional(ref frame);
        if (frame.Failed || !frame.Charge(1))
        {
            return default;
        }

        if (source.Kind != ValueKind.Optional)
        {
            return frame.Fail(_notOptional);
        }

        if (!source.TryGetOptional(out frame.Locals[slot]))
        {
            return Value.NoValue;
        }

        var result = body(ref frame);
        return frame.Failed || result.Kind == ValueKind.Optional ? result : frame.Fail(_notOptional);
    };

    private static void Visit(Value range, int slot, ref Frame frame, Step step)
    {
        if (frame.Failed)
        {
            return;
        }

        if (range.Kind is not (ValueKind.List or ValueKind.Map))
        {
            frame.Fail(_notIterable);
            return;
        }

        var elements = range.Kind == ValueKind.List ? range.AsList() : range.Entries().Select(e => e.Key);
        foreach (var element in elements)
        {
            frame.Locals[slot] = element;
            if (!frame.Charge(1) || step(element, ref frame) || frame.Failed)
            {
                return;
            }
        }
    }
}
