using System.Collections.Immutable;
using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Conditions. A failure of one operand is absorbed when another one decides (CEL language definition, "Logical Operators").</summary>
internal static class LogicalEvaluators
{
    private static readonly Fault _notBoolean = Fault.NoMatchingOverload("A condition");

    public static Test Logical(LogicalOperator op, ImmutableArray<Test> operands)
    {
        var (decisive, tests) = (op == LogicalOperator.Or, operands.ToArray());
        return (ref frame) =>
        {
            Fault? failure = null;
            foreach (var test in tests)
            {
                if (Decides(test, decisive, ref frame))
                {
                    return decisive;
                }

                if (frame.Failed)
                {
                    var absorbed = frame.Absorb();
                    if (absorbed is null)
                    {
                        return false;
                    }

                    failure ??= absorbed;
                }
            }

            if (failure is not null)
            {
                frame.Fail(failure);
            }

            return !decisive;
        };
    }

    public static Evaluator Conditional(Test condition, Evaluator whenTrue, Evaluator whenFalse) => (ref frame) =>
    {
        var isTrue = Decides(condition, true, ref frame);
        return frame.Failed ? default : isTrue ? whenTrue(ref frame) : whenFalse(ref frame);
    };

    /// <summary>What an operand is when it stands as a condition. Fails when its value is no bool.</summary>
    public static Test Test(Evaluator operand) => (ref frame) =>
    {
        var value = operand(ref frame);
        return !frame.Failed && IsTrue(value, ref frame);
    };

    /// <summary>A condition as a value.</summary>
    public static Evaluator Evaluator(Test test) => (ref frame) => Value.From(test(ref frame));

    /// <summary>True when the condition has the decisive value.</summary>
    public static bool Decides(Test condition, bool decisive, ref Frame frame)
    {
        var answer = condition(ref frame);
        return !frame.Failed && frame.Charge(1) && answer == decisive;
    }

    private static bool IsTrue(Value condition, ref Frame frame)
    {
        if (condition.Kind != ValueKind.Boolean)
        {
            frame.Fail(_notBoolean);
            return false;
        }

        return condition.AsBoolean();
    }
}
