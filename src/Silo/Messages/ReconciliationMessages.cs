using Google.Protobuf.WellKnownTypes;
using Prov.Grains.Contracts;
using Prov.Storage.Queries;
using Prov.V1;
using Kind = Prov.V1.Reconciliation.Types.Kind;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.Silo.Messages;

/// <summary>Runs of reconciliation, and what they found, in messages.</summary>
internal static class ReconciliationMessages
{
    public static Reconciliation Write(ReconciliationProgress progress) => new()
    {
        Id = progress.RunId,
        TargetSystem = progress.Target,
        Kind = Names.Write<ReconciliationKind, Kind>(progress.Kind),
        ReportOnly = progress.ReportOnly,
        Actor = progress.Actor,
        State = Names.Write<ReconciliationState, State>(progress.State),
        ReadEverything = progress.ReadEverything,
        Seen = progress.Seen,
        Unchanged = progress.Unchanged,
        Unreadable = progress.Unreadable,
        Repaired = progress.Repaired,
        Failed = progress.Failed,
        Held = progress.Held,
        PlanHash = progress.PlanHash,
        Explanation = progress.Explanation,
        Situations = { progress.Situations.Select(s => new V1.SituationCount { Situation = System.Enum.Parse<Situation>(s.Situation), Count = s.Count }) },
        StartedAt = progress.StartedAt.ToTimestamp(),
        UpdatedAt = progress.UpdatedAt.ToTimestamp(),
        Woken = progress.Woken,
    };

    public static AccountSituation Write(SituationRow row) => new()
    {
        NativeId = row.Key,
        Name = row.Name,
        Situation = Names.Write<Domain.Reconciliation.Situation, Situation>(row.Situation),
        Action = Names.Write<Domain.Reconciliation.ReconciliationAction, ReconciliationAction>(row.Action),
        AccountId = row.AccountId,
        Owners =
        {
            row.Details.Owners.Select(o => new OwnerSuggestion { IdentityId = o.IdentityId, Confidence = o.Confidence, Explanation = o.Explanation }),
        },
        Differing = { row.Details.Differing },
        Explanation = row.Details.Explanation,
        DeleteAt = row.Details.DeleteAt?.ToTimestamp(),
        RunId = row.RunId,
        FoundAt = row.At.ToTimestamp(),
    };
}
