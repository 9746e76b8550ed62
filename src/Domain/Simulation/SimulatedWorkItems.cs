using System.Collections.Immutable;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Simulation;

/// <summary>The open work items, in memory.</summary>
internal sealed class SimulatedWorkItems
{
    private readonly Dictionary<string, WorkItem> _open = new(StringComparer.Ordinal);

    public IEnumerable<WorkItem> Open => _open.Values;

    public void Take(ImmutableArray<WorkItemChange> changes, DateTimeOffset now)
    {
        foreach (var change in changes)
        {
            switch (change)
            {
                case OpenWorkItem opened:
                    _open.TryAdd(opened.ItemId, opened.Item with { OpenedAt = now });
                    break;
                case CloseWorkItem:
                    _open.Remove(change.ItemId);
                    break;
            }
        }
    }
}
