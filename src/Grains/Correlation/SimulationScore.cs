namespace Prov.Grains.Correlation;

/// <summary>Counts what a simulation finds and, where the truth is told, how often it is right.</summary>
/// <param name="truth">By source key: whom the record truly belongs to; null for somebody new. Keys that are not there are not judged.</param>
public sealed class SimulationScore(IReadOnlyDictionary<string, string?> truth)
{
    private long _right;
    private long _wrong;
    private long _toLink;

    private readonly long[] _counts = new long[Enum.GetValues<SimulatedOutcome>().Length];

    public long this[SimulatedOutcome outcome] => _counts[(int)outcome];

    /// <summary>Links to another than the true identity.</summary>
    public long Wrong => _wrong;

    /// <summary>Share of the judged links that are right; null without any.</summary>
    public double? Precision => _right + _wrong > 0 ? (double)_right / (_right + _wrong) : null;

    /// <summary>Share of the rows to be linked that are linked right; null without any.</summary>
    public double? Recall => _toLink > 0 ? (double)_right / _toLink : null;

    /// <summary>Takes a row; false when it would be linked to another than the truth says.</summary>
    public bool Add(SimulatedRow row)
    {
        _counts[(int)row.Outcome]++;
        if (row.Outcome is SimulatedOutcome.Known or SimulatedOutcome.Bad || !truth.TryGetValue(row.SourceKey, out var expected))
        {
            return true;
        }

        _toLink += expected is null ? 0 : 1;
        if (row.Outcome != SimulatedOutcome.Link)
        {
            return true;
        }

        var isRight = row.IdentityId == expected;
        (_right, _wrong) = (_right + (isRight ? 1 : 0), _wrong + (isRight ? 0 : 1));
        return isRight;
    }
}
