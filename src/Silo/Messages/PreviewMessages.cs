using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Grains.Preview;
using Prov.V1;
using PlannedEffect = Prov.Domain.Preview.PlannedEffect;
using PlanSummary = Prov.Domain.Preview.PlanSummary;
using RemovalVerdict = Prov.Domain.Preview.RemovalVerdict;

namespace Prov.Silo.Messages;

/// <summary>Plans in messages.</summary>
internal static class PreviewMessages
{
    public static V1.IdentityPlan Write(Domain.Preview.IdentityPlan plan)
    {
        var message = new V1.IdentityPlan
        {
            IdentityId = plan.IdentityId,
            After = IdentityMessages.Write(plan.After),
            Changed = plan.Decision.Changed,
            Effects = { plan.Effects.Select(Write) },
            Notes = { plan.Decision.Notes.Select(n => new DecisionNote { Reason = n.Reason, Subject = n.Subject, Message = n.Message }) },
        };
        if (plan.Before is { } before)
        {
            message.Before = IdentityMessages.Write(before);
        }

        return message;
    }

    public static V1.PlanSummary Write(PlanSummary summary, IEnumerable<RemovalVerdict> verdicts, string concernsEveryone, TimeSpan took) => new()
    {
        Identities = summary.Screened,
        Decided = summary.Decided,
        Changed = summary.Changed,
        TakenFrom = summary.TakenFrom,
        Effects =
        {
            summary.Effects.Select(e => new EffectCount
            {
                Kind = Write(e.Key.Kind), TargetSystem = e.Key.Target, Name = e.Key.Name, Count = e.Value,
            }),
        },
        Causes = { summary.ByDocument.Select(c => new CauseCount { Document = c.Key.Document, Kind = Write(c.Key.Kind), Count = c.Value }) },
        Notes = { summary.Notes.Select(n => new NoteCount { Reason = n.Key.Reason, Subject = n.Key.Subject, Count = n.Value }) },
        Verdicts = { verdicts.Select(Write) },
        Seconds = took.TotalSeconds,
        ConcernsEveryone = concernsEveryone,
    };

    public static FeedPlanSummary Write(FeedPreview preview) => new()
    {
        RowsRead = preview.RowsRead,
        RowsUnchanged = preview.RowsUnchanged,
        RowsBad = preview.RowsBad,
        Leaves = preview.Leaves,
        Hold = preview.Hold,
        Gate = preview.Gate,
        Plan = Write(preview.Summary, [], "", preview.Took),
    };

    public static V1.RemovalVerdict Write(RemovalVerdict verdict) => new()
    {
        TargetSystem = verdict.Target,
        Entitlement = verdict.Kind == GrantKind.Entitlement ? verdict.Name : "",
        Removals = verdict.Removals,
        Holders = verdict.Holders,
        Allowed = verdict.Allowed,
        Held = verdict.Held,
    };

    private static V1.PlannedEffect Write(PlannedEffect effect) => new()
    {
        Kind = Write(effect.Kind),
        TargetSystem = effect.Target,
        Name = effect.Name,
        AccountId = effect.AccountId,
        Before = effect.Before.IsNull ? null : Values.Write(effect.Before),
        After = effect.After.IsNull ? null : Values.Write(effect.After),
        Secret = effect.Secret,
        Causes = { effect.Causes },
    };

    private static V1.PlannedEffect.Types.Kind Write(EffectKind kind) => (V1.PlannedEffect.Types.Kind)(kind + 1);
}
