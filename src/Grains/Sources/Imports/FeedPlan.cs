using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Index;

namespace Prov.Grains.Sources.Imports;

/// <summary>All that a run would do, known before its first write.</summary>
/// <param name="Feed">The feed with its header.</param>
/// <param name="Index">The difference index; null for a feed of events.</param>
/// <param name="Changes">Rows to submit, in the order of the file.</param>
/// <param name="Leaves">How many leaves there are in the leave file.</param>
/// <param name="Hold">Why the leaves are held, reason and message; empty when they go on.</param>
internal sealed record FeedPlan(FeedFile Feed, DifferenceIndex? Index, RowFile Changes, long Leaves, string Hold) : IDisposable
{
    public void Dispose() => Changes.Dispose();
}
