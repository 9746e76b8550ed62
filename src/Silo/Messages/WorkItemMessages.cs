using Google.Protobuf.WellKnownTypes;
using Prov.V1;
using Item = Prov.Domain.WorkItems.WorkItem;

namespace Prov.Silo.Messages;

/// <summary>Work items as the API shows them.</summary>
internal static class WorkItemMessages
{
    public static WorkItem Write(Item item) => new()
    {
        Id = item.Id,
        Kind = (WorkItem.Types.Kind)(item.Kind + 1),
        Subject = item.Subject,
        Summary = item.Summary,
        Details = { item.Details },
        Candidates = { item.Candidates.Select(Write) },
        WaitingEvents = item.Waiting.Length,
        State = (WorkItem.Types.State)(item.State + 1),
        Owner = item.Owner,
        OpenedAt = item.OpenedAt.ToTimestamp(),
        ClosedAt = item.ClosedAt?.ToTimestamp(),
        ClosedBy = item.ClosedBy,
        Decision = item.Decision,
    };

    public static WorkItemCandidate Write(Domain.WorkItems.WorkItemCandidate candidate) =>
        new() { IdentityId = candidate.IdentityId, Confidence = candidate.Confidence, Explanation = candidate.Explanation };
}
