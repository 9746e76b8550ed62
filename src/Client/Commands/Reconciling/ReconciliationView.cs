using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;
using State = Prov.V1.Reconciliation.Types.State;

namespace Prov.Client.Commands.Reconciling;

/// <summary>A run of reconciliation for people, and the exit code that it means.</summary>
internal static class ReconciliationView
{
    public static void Show(Printer printer, Reconciliation run)
    {
        if (printer.IsJson)
        {
            printer.Json(run);
            return;
        }

        printer.Facts(Facts(run));
        if (run.State == State.Held)
        {
            printer.Line($"{run.Held} are held. If they are right: prov reconcile release {run.Id} --plan-hash {run.PlanHash}");
        }
    }

    /// <summary>Whom the accounts of a target system belong to.</summary>
    public static void Show(Printer printer, GetDiscoveryResponse discovery) => printer.Facts(
    [
        ("Owned", ValueText.Of(discovery.Owned)),
        ("Unassigned", ValueText.Of(discovery.Unassigned)),
        ("Orphan", ValueText.Of(discovery.Orphan)),
        ("Protected", ValueText.Of(discovery.Protected)),
        ("Last full run", discovery.LastFull is null ? "none yet: prov reconcile TARGET" : $"{discovery.LastFull.Id}, {ValueText.Of(discovery.LastFull.StartedAt)}"),
    ]);

    /// <summary>A run that is still under way is no failure.</summary>
    public static int CodeOf(Reconciliation run) => run.State switch
    {
        State.Failed or State.Cancelled => ExitCode.Refused,
        State.Held => ExitCode.Partial,
        State.Succeeded when run.Failed > 0 || run.Unreadable > 0 => ExitCode.Partial,
        _ => ExitCode.Ok,
    };

    private static IEnumerable<(string, string)> Facts(Reconciliation run)
    {
        yield return ("Run", run.Id);
        yield return ("Target system", run.TargetSystem + (run.ReportOnly ? ", report only" : ""));
        yield return ("State", ValueText.Of(run.State));
        yield return ("Accounts", $"{run.Seen} read, {run.Unchanged} unchanged, {run.Unreadable} unreadable");
        yield return ("Repaired", $"{run.Repaired}, {run.Failed} not yet");
        yield return ("Situations", string.Join(", ", run.Situations.Select(s => $"{s.Count} {ValueText.Of(s.Situation)}")));
        if (run.Explanation.Length > 0)
        {
            yield return ("Because", run.Explanation);
        }
    }
}
