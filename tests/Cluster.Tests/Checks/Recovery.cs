using Prov.Cluster.Tests.Faults;
using Prov.Cluster.Tests.Load;

namespace Prov.Cluster.Tests.Checks;

/// <summary>How long events waited for their acknowledgement, and leavers for their end.</summary>
public static class Recovery
{
    /// <summary>The longest that an event which was waiting while a silo was away had to wait from the kill on.</summary>
    public static IReadOnlyList<TimeSpan> AfterKills(IReadOnlyList<KillRound> rounds, IReadOnlyList<Attempt> attempts)
    {
        var waits = Waits(attempts).ToList();
        return
        [
            .. rounds.Select(round => waits
                .Where(w => w.From < round.ServingAt && w.To > round.KilledAt)
                .Select(w => w.To - (w.From < round.KilledAt ? round.KilledAt : w.From))
                .DefaultIfEmpty(TimeSpan.Zero)
                .Max()),
        ];
    }

    /// <summary>From the acknowledgement of each leave, or its instant if later, until the target disabled the account; shortest first.</summary>
    public static IReadOnlyList<TimeSpan> LeaveDelays(History history)
    {
        var disabling = history.Journal
            .Where(e => e.Before is { Enabled: true } && e.After is not { Enabled: true })
            .ToLookup(e => e.Row.EmployeeNumber);
        return
        [
            .. LeaverCheck.Absences(history.Attempts)
                .SelectMany(a => disabling[a.Key].Where(e => e.At >= a.From && e.At < a.To).Select(e => e.At - a.From))
                .Order(),
        ];
    }

    /// <summary>Time from the first submission to the acknowledgement, for every event, shortest first.</summary>
    public static IReadOnlyList<TimeSpan> Latencies(IReadOnlyList<Attempt> attempts) => [.. Waits(attempts).Select(w => w.To - w.From).Order()];

    /// <summary>The value below which that share of an ordered list lies.</summary>
    public static TimeSpan Quantile(IReadOnlyList<TimeSpan> ordered, double share) =>
        ordered.Count == 0 ? TimeSpan.Zero : ordered[(int)Math.Ceiling(share * (ordered.Count - 1))];

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Waits(IEnumerable<Attempt> attempts) =>
        from step in attempts.GroupBy(a => a.Event.Id)
        let answered = step.Where(a => a.Receipt is not null).Select(a => a.EndedAt).ToList()
        where answered.Count > 0
        select (step.Min(a => a.InvokedAt), answered.Min());
}
