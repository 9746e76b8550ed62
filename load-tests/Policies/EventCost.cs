using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.LoadTests.Policies;

/// <summary>The processor time of deciding one event: a move to another unit, for people who have their accounts.</summary>
public static class EventCost
{
    private const int People = 500;
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Microseconds of one event; the best of several passes over many people.</summary>
    public static double Microseconds(PolicyShape shape, int passes)
    {
        var snapshot = shape.Compile();
        var people = Enumerable.Range(0, People).Select(p => Join(shape, snapshot, p * 37)).ToArray();
        var best = double.MaxValue;
        for (var pass = 0; pass < passes; pass++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < people.Length; i++)
            {
                people[i] = Decide(people[i], shape.Move(i * 37, pass % 5), snapshot);
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / People);
        }

        return best;
    }

    private static Identity Join(PolicyShape shape, PolicySnapshot snapshot, long person) => LifecycleDecision.Decide(
        null, shape.Join(person), snapshot, _now, new DecisionContext("default", $"idn-{person}")).Next;

    private static Identity Decide(Identity identity, LifecycleEvent lifecycleEvent, PolicySnapshot snapshot) =>
        LifecycleDecision.Decide(identity, lifecycleEvent, snapshot, _now, new DecisionContext("default", identity.Id)).Next;
}
