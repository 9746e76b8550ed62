using System.Collections.Immutable;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies;

/// <summary>
/// Remembers since when what is given for a time has been given, for as long as it would be given without that: a period that is over
/// does not begin again with the next decision.
/// </summary>
/// <param name="before">Those of the last decision, ordered by step.</param>
/// <param name="now">The instant of the decision; periods that begin with it begin then.</param>
internal sealed class RunningPeriods(ImmutableArray<BegunPeriod> before, DateTimeOffset now)
{
    private readonly SortedDictionary<string, BegunPeriod> _begun = new(StringComparer.Ordinal);

    /// <summary>Those of this decision, ordered by step; the same array when nothing differs.</summary>
    public ImmutableArray<BegunPeriod> Begun =>
        _begun.Count == before.Length && _begun.Values.SequenceEqual(before) ? before : [.. _begun.Values];

    /// <summary>When the first of a way's periods ends, for a way that is open but for them; null for never.</summary>
    public DateTimeOffset? EndOf(GrantPath way)
    {
        DateTimeOffset? end = null;
        foreach (var period in way.Periods)
        {
            if (!_begun.TryGetValue(period.Step, out var begun))
            {
                _begun[period.Step] = begun = before.FirstOrDefault(b => b.Step == period.Step) ?? new(period.Step, now);
            }

            end = RecordView.Earlier(end, begun.Since + period.Length);
        }

        return end;
    }
}
