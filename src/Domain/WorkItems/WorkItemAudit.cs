using System.Collections.Immutable;
using Prov.Domain.Auditing;

namespace Prov.Domain.WorkItems;

/// <summary>What the audit says of changes to work items.</summary>
public static class WorkItemAudit
{
    /// <param name="changes">The changes.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="identityId">The identity concerned; empty for none.</param>
    /// <param name="actor">Who makes them.</param>
    /// <param name="cause">The event, run or request that led to them.</param>
    /// <param name="now">The instant.</param>
    public static ImmutableArray<AuditEntry> Entries(
        ImmutableArray<WorkItemChange> changes, string tenant, string identityId, string actor, string cause, DateTimeOffset now)
    {
        return [.. changes.Select(Entry)];

        AuditEntry Entry(WorkItemChange change)
        {
            var (action, details) = change switch
            {
                OpenWorkItem open => (AuditActions.WorkItemOpened, Details(("kind", open.Item.Kind.ToString()), ("key", open.Item.Key))),
                CloseWorkItem close => (AuditActions.WorkItemClosed, Details(("state", close.State.ToString()), ("decision", close.Decision))),
                AssignWorkItem assign => (AuditActions.WorkItemAssigned, Details(("owner", assign.Owner))),
                _ => throw new ArgumentException("No such change is known.", nameof(changes)),
            };
            return new()
            {
                At = now, Tenant = tenant, Subject = change.ItemId, IdentityId = identityId, Action = action, Actor = actor, Cause = cause, Details = details,
            };
        }
    }

    private static ImmutableSortedDictionary<string, string> Details(params ReadOnlySpan<(string Name, string Value)> details)
    {
        var result = ImmutableSortedDictionary<string, string>.Empty;
        foreach (var (name, value) in details)
        {
            result = result.Add(name, value);
        }

        return result;
    }
}
