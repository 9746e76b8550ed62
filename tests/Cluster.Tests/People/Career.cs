using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.People;

/// <summary>Makes up a person's life, one event after the other. Every event changes something, so that every one has an effect.</summary>
public sealed class Career(Person person, int seed)
{
    private const double LaterShare = 0.1;
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(2);

    private readonly Random random = new(seed);
    private long sequence;
    private bool here;
    private bool suspended;

    /// <summary>The next event. Some joins and leaves hold only a while after <paramref name="now"/>.</summary>
    public CareerEvent Next(DateTimeOffset now)
    {
        var kind = Choose();
        here = kind != Kind.Leave && (here || kind == Kind.Join);
        suspended = here && kind != Kind.Resume && (suspended || kind == Kind.Suspend);
        var dated = kind is Kind.Join or Kind.Leave && random.NextDouble() < LaterShare;
        return new CareerEvent(person, ++sequence, kind)
        {
            Department = kind is Kind.Join or Kind.Move or Kind.Record ? Departments.All[random.Next(Departments.All.Count)] : null,
            EffectiveAt = dated ? now + Later : null,
        };
    }

    private Kind Choose() => (here, suspended, random.NextDouble()) switch
    {
        (false, _, _) => Kind.Join,
        (_, true, < 0.5) => Kind.Resume,
        (_, true, < 0.7) => Kind.Leave,
        (_, false, < 0.15) => Kind.Suspend,
        (_, false, < 0.4) => Kind.Leave,
        (_, _, < 0.85) => Kind.Move,
        _ => Kind.Record,
    };
}
