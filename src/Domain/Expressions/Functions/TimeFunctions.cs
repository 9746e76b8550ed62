using System.Collections.Immutable;
using Prov.Domain.Expressions.Evaluation;
using static Prov.Domain.Expressions.ExpressionType;

namespace Prov.Domain.Expressions.Functions;

/// <summary>The parts of timestamps, in UTC or a given time zone, and of durations (CEL language definition, "Timestamp and Duration").</summary>
internal static class TimeFunctions
{
    public static readonly Fault UnknownZone =
        Fault.Invalid("The time zone is neither a name of the IANA database nor an offset like +01:00.");

    public static ImmutableArray<Overload> All { get; } =
    [
        .. OfTimestamp("getFullYear", t => t.Year),
        .. OfTimestamp("getMonth", t => t.Month - 1),
        .. OfTimestamp("getDate", t => t.Day),
        .. OfTimestamp("getDayOfMonth", t => t.Day - 1),
        .. OfTimestamp("getDayOfWeek", t => (int)t.DayOfWeek),
        .. OfTimestamp("getDayOfYear", t => t.DayOfYear - 1),
        .. OfTimestamp("getHours", t => t.Hour),
        .. OfTimestamp("getMinutes", t => t.Minute),
        .. OfTimestamp("getSeconds", t => t.Second),
        .. OfTimestamp("getMilliseconds", t => t.Millisecond),
        OfDuration("getHours", d => d.Ticks / TimeSpan.TicksPerHour),
        OfDuration("getMinutes", d => d.Ticks / TimeSpan.TicksPerMinute),
        OfDuration("getSeconds", d => d.Ticks / TimeSpan.TicksPerSecond),
        OfDuration("getMilliseconds", d => d.Milliseconds),
    ];

    private static Overload[] OfTimestamp(string name, Func<DateTime, int> part) =>
    [
        Overload.Receiver(name, [Timestamp], Int, (in arguments, ref _) => Value.From((long)part(arguments[0].AsTimestamp().UtcDateTime))),
        Overload.Receiver(name, [Timestamp, ExpressionType.String], Int, (in arguments, ref frame) =>
            TimeZones.ToLocal(arguments[0].AsTimestamp(), arguments[1].AsString(), out var local) switch
            {
                TimeZones.Outcome.Found => Value.From((long)part(local)),
                TimeZones.Outcome.OutOfRange => frame.Fail(Fault.TimeOverflow),
                _ => frame.Fail(UnknownZone),
            }),
    ];

    private static Overload OfDuration(string name, Func<TimeSpan, long> part) =>
        Overload.Receiver(name, [Duration], Int, (in arguments, ref _) => Value.From(part(arguments[0].AsDuration())));
}
