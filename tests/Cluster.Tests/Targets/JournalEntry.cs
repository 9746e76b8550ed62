namespace Prov.Cluster.Tests.Targets;

/// <summary>A change that a target's own triggers saw.</summary>
/// <param name="Position">The order of the changes; those of one row are in the order in which they happened.</param>
/// <param name="At">When it happened, by the target's clock.</param>
/// <param name="Change">What happened.</param>
/// <param name="Before">The row before, without rights; null for an insertion.</param>
/// <param name="After">The row after, without rights; null for a deletion.</param>
public sealed record JournalEntry(long Position, DateTimeOffset At, JournalChange Change, TargetAccount? Before, TargetAccount? After)
{
    /// <summary>The row concerned, as it is after the change, or was before its deletion.</summary>
    public TargetAccount Row => After ?? Before ?? throw new InvalidOperationException("A change is about a row.");
}
