using System.Collections.Concurrent;
using Prov.Domain.Expressions;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Sources;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Sources;

/// <summary>
/// Stands where the identities stand: takes events, keeps the last of each record in a plain dictionary, and can be told to fail.
/// </summary>
internal sealed class SourceModel : IEventSubmitter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _eventIds = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, LifecycleEvent> Records { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<LifecycleEvent> Submitted { get; } = new();

    /// <summary>Called before an event is taken; may throw, or answer in its place.</summary>
    public Func<LifecycleEvent, SubmitResult?> Before { get; set; } = _ => null;

    /// <summary>Called after an event was taken and before it is answered; may throw, so that the answer is lost.</summary>
    public Action<LifecycleEvent> After { get; set; } = _ => { };

    public Func<CancellationToken, Task> Delay { get; set; } = _ => Task.CompletedTask;

    public async Task<SubmitResult> SubmitAsync(LifecycleEvent lifecycleEvent, CancellationToken cancellationToken)
    {
        await Delay(cancellationToken);
        if (Before(lifecycleEvent) is { } instead)
        {
            return instead;
        }

        Submitted.Enqueue(lifecycleEvent);
        lock (_gate)
        {
            if (_eventIds.TryAdd(lifecycleEvent.EventId, lifecycleEvent.SourceKey))
            {
                Records[lifecycleEvent.SourceKey] = lifecycleEvent;
            }
        }

        After(lifecycleEvent);
        return new SubmitResult { Receipt = new(lifecycleEvent.EventId, "idn-x", EventOutcome.Applied, 1, false) };
    }

    public bool IsHere(string key) => Records.TryGetValue(key, out var last) && IsHere(last);

    public IEnumerable<string> Here => Records.Values.Where(IsHere).Select(r => r.SourceKey).Order(StringComparer.Ordinal);

    public IEnumerable<SourceRecordRow> Rows() =>
        Records.Values.Select(r => new SourceRecordRow(r.SourceKey, r.ContentDigest is null or LifecycleEvent.RowGone ? null : r.ContentDigest, r.Kind != LifecycleEventKind.Leave));

    private static bool IsHere(LifecycleEvent last) =>
        last.Kind != LifecycleEventKind.Leave && !(last.Attributes.TryGetValue("status", out var status) && status == Value.From("left"));
}
