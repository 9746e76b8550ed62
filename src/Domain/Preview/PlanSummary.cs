using System.Collections.Immutable;
using Prov.Domain.Identities;

namespace Prov.Domain.Preview;

/// <summary>Counts what many plans do; as large as the configuration, however many identities there are. For one thread at a time.</summary>
public sealed class PlanSummary
{
    private const int SamplesPerEffect = 3;

    private readonly Dictionary<EffectPlace, long> _effects = [];
    private readonly Dictionary<(EffectKind Kind, string Document), long> _byDocument = [];
    private readonly Dictionary<(string Reason, string Subject), long> _notes = [];
    private readonly List<IdentityPlan> _samples = [];

    /// <summary>Most samples that are kept. Default 20.</summary>
    public int MaxSamples { get; init; } = 20;

    /// <summary>Identities whose attributes were looked at.</summary>
    public long Screened { get; set; }

    /// <summary>Identities that were decided again.</summary>
    public long Decided { get; set; }

    /// <summary>Identities that would be saved with another answer.</summary>
    public long Changed { get; private set; }

    /// <summary>Identities of which something would be taken away.</summary>
    public long TakenFrom { get; private set; }

    /// <summary>How often each thing is done, by what, where and which.</summary>
    public IEnumerable<KeyValuePair<EffectPlace, long>> Effects => _effects
        .OrderBy(e => e.Key.Kind).ThenBy(e => e.Key.Target, StringComparer.Ordinal).ThenBy(e => e.Key.Name, StringComparer.Ordinal);

    /// <summary>How often each document is the cause; a thing with several causes counts for each.</summary>
    public IEnumerable<KeyValuePair<(EffectKind Kind, string Document), long>> ByDocument =>
        _byDocument.OrderBy(e => e.Key.Document, StringComparer.Ordinal).ThenBy(e => e.Key.Kind);

    /// <summary>What would not go as configured, with how often.</summary>
    public IEnumerable<KeyValuePair<(string Reason, string Subject), long>> Notes =>
        _notes.OrderBy(n => n.Key.Reason, StringComparer.Ordinal).ThenBy(n => n.Key.Subject, StringComparer.Ordinal);

    /// <summary>The first plans that show each thing.</summary>
    public IReadOnlyList<IdentityPlan> Samples => _samples;

    public void Add(IdentityPlan plan)
    {
        foreach (var note in plan.Decision.Notes)
        {
            Count(_notes, (note.Reason, note.Subject), 1);
        }

        if (!plan.Decision.Changed)
        {
            return;
        }

        Changed++;
        TakenFrom += plan.TakesAway ? 1 : 0;
        var rare = false;
        foreach (var effect in plan.Effects)
        {
            rare |= Count(_effects, EffectPlace.Of(effect), 1) <= SamplesPerEffect;
            // Of a work item the cause is the single identity: that would not stay few.
            if (effect.Kind is EffectKind.WorkItemOpened or EffectKind.WorkItemClosed)
            {
                continue;
            }

            foreach (var document in effect.Causes.Select(DocumentOf).Distinct(StringComparer.Ordinal))
            {
                Count(_byDocument, (effect.Kind, document), 1);
            }
        }

        if (rare && _samples.Count < MaxSamples)
        {
            _samples.Add(plan);
        }
    }

    /// <summary>Adds what another thread has counted.</summary>
    public void Add(PlanSummary other)
    {
        foreach (var (place, count) in other._effects)
        {
            Count(_effects, place, count);
        }

        foreach (var (place, count) in other._byDocument)
        {
            Count(_byDocument, place, count);
        }

        foreach (var (place, count) in other._notes)
        {
            Count(_notes, place, count);
        }

        (Screened, Decided) = (Screened + other.Screened, Decided + other.Decided);
        (Changed, TakenFrom) = (Changed + other.Changed, TakenFrom + other.TakenFrom);
        _samples.AddRange(other._samples.Take(MaxSamples - _samples.Count));
    }

    /// <summary>How often a thing is done.</summary>
    public long CountOf(EffectKind kind, string target, string name) => _effects.GetValueOrDefault(new(kind, target, name));

    private static long Count<TKey>(Dictionary<TKey, long> counts, TKey key, long by)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + by;

    // The policy at the head of a path, or the document that has the mapping.
    private static string DocumentOf(string cause)
    {
        var end = cause.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? cause : cause[..end];
    }
}
