using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Prov.Grains.Tests.Accounts;

/// <summary>A clock that can jump over days, and whose seconds pass so many times faster than real ones, timers too.</summary>
internal sealed class FastClock(DateTimeOffset start, int factor) : TimeProvider
{
    private readonly long _begun = System.GetTimestamp();
    private long _jumped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Jump(TimeSpan time) => Interlocked.Add(ref _jumped, time.Ticks);

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => (System.GetElapsedTime(_begun).Ticks * factor) + Interlocked.Read(ref _jumped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    /// <summary>Puts the clock into a silo, whose collector of idle actors cannot bear jumps.</summary>
    public void PutInto(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(this));
        services.PostConfigure<GrainCollectionOptions>(o =>
        {
            (o.CollectionQuantum, o.CollectionAge) = (TimeSpan.FromHours(12), TimeSpan.FromDays(20_000));
            o.ClassSpecificCollectionAge.Clear();
        });
    }

    private TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / factor;

    private sealed class Timer(ITimer inner, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
