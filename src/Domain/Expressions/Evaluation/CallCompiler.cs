using System.Collections.Immutable;
using Prov.Domain.Expressions.Functions;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Compiles calls of functions. The overload is chosen at each call, since any argument may be null or dynamic.</summary>
internal static class CallCompiler
{
    /// <param name="report">Gets the error of a literal pattern.</param>
    public static Evaluator Compile(
        CallNode node, ImmutableArray<Evaluator> operands, ExpressionLimits limits, Action<ExpressionError> report)
    {
        var mismatch = Fault.NoMatchingOverload($"{node.Function}()");
        if (node is { Function: StringFunctions.Matches, Operands: [_, LiteralNode { Value.Kind: ValueKind.String } pattern] })
        {
            return Matches(operands[0], pattern, mismatch, limits, report);
        }

        var isReceiver = node.Receiver is not null;
        var overloads = FunctionTable.Named(node.Function).Where(o => o.IsReceiver == isReceiver && o.Parameters.Length == operands.Length).ToArray();
        if (node is { Function: OptionalFunctions.Or or OptionalFunctions.OrValue, Receiver: not null, Arguments: [_] })
        {
            return OptionalEvaluators.Or(
                operands[0], operands[1], node.Function == OptionalFunctions.OrValue,
                (Value first, Value second, ref Frame frame) => Call(overloads, new Arguments(2, first, second), mismatch, ref frame));
        }

        return (ref frame) =>
        {
            var arguments = Evaluate(operands, ref frame);
            return frame.Failed ? default : Call(overloads, in arguments, mismatch, ref frame);
        };
    }

    private static Evaluator Matches(
        Evaluator text, LiteralNode pattern, Fault mismatch, ExpressionLimits limits, Action<ExpressionError> report)
    {
        if (!SafePattern.TryCompile(pattern.Value.AsString(), limits.MaxPatternLength, out var compiled, out var why))
        {
            report(new(ExpressionReasons.InvalidPattern, why, pattern.Position.Line, pattern.Position.Column));
        }

        return (ref frame) =>
        {
            var value = text(ref frame);
            return frame.Failed || !frame.Charge(1) ? default
                : value.Kind == ValueKind.String ? compiled!.Match(value.AsString(), ref frame)
                : frame.Fail(mismatch);
        };
    }

    private static Arguments Evaluate(ImmutableArray<Evaluator> operands, ref Frame frame)
    {
        var first = Evaluate(operands, 0, ref frame);
        var second = Evaluate(operands, 1, ref frame);
        var third = Evaluate(operands, 2, ref frame);
        return new(operands.Length, first, second, third, Evaluate(operands, 3, ref frame));
    }

    private static Value Evaluate(ImmutableArray<Evaluator> operands, int index, ref Frame frame) =>
        index < operands.Length && !frame.Failed ? operands[index](ref frame) : default;

    private static Value Call(Overload[] overloads, in Arguments arguments, Fault mismatch, ref Frame frame)
    {
        var cost = 1L;
        for (var i = 0; i < arguments.Count; i++)
        {
            cost += Cost.OfText(arguments[i]);
        }

        if (!frame.Charge(cost))
        {
            return default;
        }

        foreach (var overload in overloads)
        {
            if (overload.Takes(in arguments))
            {
                return overload.Body(in arguments, ref frame);
            }
        }

        return frame.Fail(mismatch);
    }
}
