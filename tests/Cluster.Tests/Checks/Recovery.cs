using Prov.Cluster.Tests.Faults;
using Prov.Cluster.Tests.Load;

namespace Prov.Cluster.Tests.Checks;

/// <summary>How long events waited for their acknowledgement, and how long a kill was felt.</summary>
public static class Recovery
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>From a kill until the last of the events that waited over a second because of it was acknowledged; zero when none did.</summary>
    public static IReadOnlyList<TimeSpan> AfterKills(IReadOnlyList<KillRound> rounds, IReadOnlyList<Attempt> attempts)
    {
        var waits = Waits(attempts).Where(w => w.To - w.From > Slow).ToList();
        var ends = rounds.Select(r => r.KilledAt).Skip(1).Append(DateTimeOffset.MaxValue);
        return
        [
            .. rounds.Zip(ends, (round, end) => waits
                .Where(w => w.To > round.KilledAt && w.From < end && w.To < end)
                .Select(w => w.To - round.KilledAt)
                .DefaultIfEmpty(TimeSpan.Zero)
                .Max()),
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
