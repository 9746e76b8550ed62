using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>
/// Arithmetic on civil dates, which are texts like <c>2024-02-29</c>: a day in somebody's calendar, not an instant. Such texts are ordered as
/// their days are.
/// </summary>
internal static class CivilDateFunctions
{
    private const string Format = "yyyy-MM-dd";

    private static readonly Fault _noDate = Fault.Invalid("The text is no date like 2024-02-29.");

    public static ImmutableArray<Overload> All { get; } =
    [
        Overload.Receiver("civilDate", [Timestamp, ExpressionType.String], ExpressionType.String, CivilDate),
        Overload.Receiver("startOfDay", [ExpressionType.String, ExpressionType.String], Timestamp, StartOfDay),
        Overload.Receiver("addDays", [ExpressionType.String, Int], ExpressionType.String, (in a, ref f) => Moved(in a, 1, (d, n) => d.AddDays(n), ref f)),
        Overload.Receiver("addMonths", [ExpressionType.String, Int], ExpressionType.String, (in a, ref f) => Moved(in a, 28, (d, n) => d.AddMonths(n), ref f)),
        Overload.Receiver("daysUntil", [ExpressionType.String, ExpressionType.String], Int, DaysUntil),
    ];

    private static Value CivilDate(in Arguments arguments, ref Frame frame) =>
        TimeZones.ToLocal(arguments[0].AsTimestamp(), arguments[1].AsString(), out var local) switch
        {
            TimeZones.Outcome.Found => Value.From(Text(DateOnly.FromDateTime(local))),
            TimeZones.Outcome.OutOfRange => frame.Fail(Fault.TimeOverflow),
            _ => frame.Fail(TimeFunctions.UnknownZone),
        };

    private static Value StartOfDay(in Arguments arguments, ref Frame frame)
    {
        if (!TryRead(arguments[0], out var date))
        {
            return frame.Fail(_noDate);
        }

        return TimeZones.StartOf(date, arguments[1].AsString(), out var start) switch
        {
            TimeZones.Outcome.Found => Value.From(start),
            TimeZones.Outcome.OutOfRange => frame.Fail(Fault.TimeOverflow),
            _ => frame.Fail(TimeFunctions.UnknownZone),
        };
    }

    /// <summary>A month's last day stands for a day that the month does not have: a month after 31 January is 28 or 29 February.</summary>
    /// <param name="leastDays">Days that one step is at least; more steps than there are days fail.</param>
    private static Value Moved(in Arguments arguments, int leastDays, Func<DateOnly, int, DateOnly> move, ref Frame frame)
    {
        if (!TryRead(arguments[0], out var date))
        {
            return frame.Fail(_noDate);
        }

        var (steps, most) = (arguments[1].AsInteger(), DateOnly.MaxValue.DayNumber / leastDays);
        if (steps < -most || steps > most)
        {
            return frame.Fail(Fault.TimeOverflow);
        }

        try
        {
            return Value.From(Text(move(date, (int)steps)));
        }
        catch (ArgumentOutOfRangeException)
        {
            return frame.Fail(Fault.TimeOverflow);
        }
    }

    private static Value DaysUntil(in Arguments arguments, ref Frame frame) =>
        TryRead(arguments[0], out var from) && TryRead(arguments[1], out var to)
            ? Value.From((long)to.DayNumber - from.DayNumber)
            : frame.Fail(_noDate);

    private static bool TryRead(Value value, out DateOnly date) =>
        DateOnly.TryParseExact(value.AsString(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string Text(DateOnly date) => date.ToString(Format, CultureInfo.InvariantCulture);
}
