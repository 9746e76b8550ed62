using Prov.Domain.Preview;

namespace Prov.Grains.Preview;

/// <summary>What importing a feed would do.</summary>
/// <param name="RowsRead">The header not counted.</param>
/// <param name="RowsUnchanged">Rows equal to what the source said last.</param>
/// <param name="RowsBad">Rows that would go to quarantine.</param>
/// <param name="Leaves">Leaves, absences among them.</param>
/// <param name="Hold">Why the leaves would be held, reason and message; empty when they would not.</param>
/// <param name="Gate">Every fault that the quality gate finds, as one text; then nothing of the feed would be applied. Empty when it passes.</param>
/// <param name="Summary">What the events do.</param>
/// <param name="Took">How long it took.</param>
public sealed record FeedPreview(
    long RowsRead, long RowsUnchanged, long RowsBad, long Leaves, string Hold, string Gate, PlanSummary Summary, TimeSpan Took);
