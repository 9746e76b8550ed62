using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Prov.Scenarios.Tests;

/// <summary>
/// Tells the time that the scenario says, which may lie before that of the scenario before, and the real time until a first scenario
/// begins. Timers run by the real clock, so that the actor runtime works as ever.
/// </summary>
internal sealed class ScenarioClock : TimeProvider
{
    private long _ticks;

    public DateTimeOffset Now
    {
        get => new(Volatile.Read(ref _ticks), TimeSpan.Zero);
        set => Volatile.Write(ref _ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Volatile.Read(ref _ticks) == 0 ? base.GetUtcNow() : Now;

    /// <summary>
    /// Puts the clock into a silo. Its collector of idle actors, which expects that time goes on, is kept from running meanwhile.
    /// </summary>
    public void PutInto(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(this));
        services.PostConfigure<GrainCollectionOptions>(o =>
        {
            (o.CollectionQuantum, o.CollectionAge) = (TimeSpan.FromHours(12), TimeSpan.FromDays(20_000));
            o.ClassSpecificCollectionAge.Clear();
        });
    }
}
