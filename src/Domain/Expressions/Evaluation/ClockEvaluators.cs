using Prov.Domain.Expressions.Syntax;

namespace Prov.Domain.Expressions.Evaluation;

/// <summary>Comparisons with <c>now</c>: they also tell when their answer changes.</summary>
internal static class ClockEvaluators
{
    /// <param name="slot">Of <c>now</c>.</param>
    /// <param name="grows">Left minus right grows as time goes by.</param>
    public static Evaluator Order(BinaryOperator op, Evaluator left, Evaluator right, int slot, bool grows, Fault mismatch) => (ref frame) =>
    {
        var l = left(ref frame);
        var r = frame.Failed ? default : right(ref frame);
        if (frame.Failed || !frame.Charge(1))
        {
            return default;
        }

        var answer = Comparison.Order(op, l, r, mismatch, ref frame);
        if (!frame.Failed && frame.Variables[slot] is { Kind: ValueKind.Timestamp } now)
        {
            Remember(op, Ticks(l) - Ticks(r), now.AsTimestamp().UtcTicks, grows, ref frame);
        }

        return answer;
    };

    /// <param name="difference">Left minus right at <paramref name="now"/>.</param>
    private static void Remember(BinaryOperator op, Int128 difference, long now, bool grows, ref Frame frame)
    {
        var equal = now + (grows ? -difference : difference);

        // Whether equality belongs to what comes before it decides whether the answer changes there or one tick later.
        var holdsAtEqual = op is BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual;
        var holdsBefore = (op is BinaryOperator.Less or BinaryOperator.LessOrEqual) == grows;
        var changes = holdsAtEqual == holdsBefore ? equal + 1 : equal;
        if (changes > now)
        {
            frame.ChangesAt(changes);
        }
    }

    private static Int128 Ticks(Value value) => value.Kind switch
    {
        ValueKind.Timestamp => value.AsTimestamp().UtcTicks,
        _ => value.AsDuration().Ticks,
    };
}
