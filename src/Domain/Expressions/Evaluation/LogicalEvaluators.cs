using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Conditions. A failure of one operand is absorbed when another one decides (CEL language definition, "Logical Operators").</summary>
internal static class LogicalEvaluators
{
    private static readonly Fault _notBoolean = Fault.NoMatchingOverload("A condition");

    public static Evaluator Logical(LogicalOperator op, ImmutableArray<Evaluator> operands)
    {
        var decisive = op == LogicalOperator.Or;
        return (ref frame) =>
        {
            Fault? failure = null;
            foreach (var operand in operands)
            {
                if (Decides(operand(ref frame), decisive, ref frame))
                {
                    return Value.From(decisive);
                }

                if (frame.Failed)
                {
                    var absorbed = frame.Absorb();
                    if (absorbed is null)
                    {
                        return default;
                    }

                    failure ??= absorbed;
                }
            }

            return failure is null ? Value.From(!decisive) : frame.Fail(failure);
        };
    }

    public static Evaluator Conditional(Evaluator condition, Evaluator whenTrue, Evaluator whenFalse) => (ref frame) =>
    {
        var isTrue = Decides(condition(ref frame), true, ref frame);
        return frame.Failed ? default : isTrue ? whenTrue(ref frame) : whenFalse(ref frame);
    };

    /// <summary>True when the condition has the decisive value. Fails when it is no bool.</summary>
    public static bool Decides(Value condition, bool decisive, ref Frame frame)
    {
        if (frame.Failed || !frame.Charge(1))
        {
            return false;
        }

        if (condition.Kind == ValueKind.Boolean)
        {
            return condition.AsBoolean() == decisive;
        }

        frame.Fail(_notBoolean);
        return false;
    }
}
