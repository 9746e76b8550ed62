using Prov.Cluster.Tests.Faults;
using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.Targets;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.Checks;

/// <summary>Between a leave and the next join nothing at a target gives access, or brings an account back.</summary>
public static class LeaverCheck
{
    /// <summary>How long a call to the target that was under way before the leave may still take effect.</summary>
    public static TimeSpan Grace { get; } = ClusterConfiguration.CallLimit + TimeSpan.FromSeconds(1);

    /// <summary>Every write that gives access to someone who has left.</summary>
    public static IEnumerable<Violation> Run(History history)
    {
        var absences = Absences(history.Attempts).ToLookup(a => a.Key);
        foreach (var entry in history.Journal.Where(e => e.After is not null))
        {
            var row = entry.After!;
            if (!absences[row.EmployeeNumber].Any(a => a.From + Grace < entry.At && entry.At < a.To))
            {
                continue;
            }

            var subject = $"{row.Table} {row.EmployeeNumber}";
            if (entry.Change == JournalChange.Insert)
            {
                yield return new("ACCOUNT_RESURRECTED", subject, $"created at {entry.At:O}");
            }

            if (row.Enabled)
            {
                yield return new("LEAVER_ENABLED", subject, $"written as enabled at {entry.At:O}");
            }
        }
    }

    /// <summary>From when each leave holds, acknowledged, until the next join is submitted.</summary>
    public static IEnumerable<(string Key, DateTimeOffset From, DateTimeOffset To)> Absences(IEnumerable<Attempt> attempts)
    {
        foreach (var life in attempts.GroupBy(a => a.Event.Person.Key))
        {
            var joins = life.Where(a => a.Event.Kind == Kind.Join).ToList();
            foreach (var leave in life.Where(a => a.Event.Kind == Kind.Leave && a.Receipt is not null).GroupBy(a => a.Event.Id))
            {
                var first = leave.MinBy(a => a.EndedAt)!;
                var next = joins.Where(j => j.Event.Sequence > first.Event.Sequence).Select(j => j.InvokedAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
                yield return (life.Key, From(first), next);
            }
        }
    }

    private static DateTimeOffset From(Attempt leave) =>
        leave.Event.EffectiveAt is { } effective && effective > leave.EndedAt ? effective : leave.EndedAt;
}
