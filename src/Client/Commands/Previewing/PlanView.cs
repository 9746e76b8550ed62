using System.Globalization;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Previewing;

/// <summary>Plans for people.</summary>
internal static class PlanView
{
    /// <summary>One identity's plan.</summary>
    public static void Show(Printer printer, IdentityPlan plan)
    {
        var before = plan.HasBefore ? ValueText.Of(plan.Before) : "new";
        printer.Line($"{plan.IdentityId}: {before} -> {ValueText.Of(plan.After)}{(plan.Changed ? "" : ", nothing changes")}");
        ShowTable(printer, ["WHAT", "TARGET", "NAME", "BEFORE", "AFTER", "BECAUSE OF"], plan.Effects.Select(Row));
        ShowTable(printer, ["REASON", "WHERE", "WHAT"], plan.Notes.Select(n => new[] { n.Reason, n.Subject, n.Message }));
    }

    /// <summary>The counts of a whole plan.</summary>
    public static void Show(Printer printer, PlanSummary summary)
    {
        var seconds = summary.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        printer.Line($"{summary.Changed} of {summary.Identities} would change, {summary.TakenFrom} would lose something; {summary.Decided} decided in {seconds} s.");
        if (summary.ConcernsEveryone.Length > 0)
        {
            printer.Line($"Everyone had to be decided: {summary.ConcernsEveryone} differs.");
        }

        ShowTable(printer, ["WHAT", "TARGET", "NAME", "COUNT"], summary.Effects.Select(
            e => new[] { ValueText.Of(e.Kind), e.TargetSystem, e.Name, ValueText.Of(e.Count) }));
        ShowTable(printer, ["BECAUSE OF", "WHAT", "COUNT"], summary.Causes.Select(
            c => new[] { c.Document, ValueText.Of(c.Kind), ValueText.Of(c.Count) }));
        ShowTable(printer, ["REASON", "WHERE", "COUNT"], summary.Notes.Select(n => new[] { n.Reason, n.Subject, ValueText.Of(n.Count) }));
        ShowTable(printer, ["GUARD", "TARGET", "RIGHT", "FROM", "OF", "ALLOWED"], summary.Verdicts.Select(VerdictRow));
    }

    private static string[] VerdictRow(RemovalVerdict verdict) =>
    [
        verdict.Held ? "held" : "passes", verdict.TargetSystem, verdict.Entitlement.Length == 0 ? "(account)" : verdict.Entitlement,
        ValueText.Of(verdict.Removals), ValueText.Of(verdict.Holders), ValueText.Of(verdict.Allowed),
    ];

    private static string[] Row(PlannedEffect effect) =>
    [
        ValueText.Of(effect.Kind), effect.TargetSystem, effect.Name, Shown(effect.Before, effect), Shown(effect.After, effect),
        string.Join("; ", effect.Causes),
    ];

    private static string Shown(AttributeValue? value, PlannedEffect effect) =>
        effect.Secret ? "(secret)" : value is null ? "" : ValueText.Of(value);

    private static void ShowTable(Printer printer, string[] headings, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length > 0)
        {
            printer.Table(headings, all);
        }
    }
}
