using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;
using State = Prov.V1.ImportMetadata.Types.State;

namespace Prov.Client.Commands.Importing;

/// <summary>An import for people, and the exit code that it means.</summary>
internal static class ImportView
{
    public static void Show(Printer printer, ImportRun run)
    {
        if (printer.IsJson)
        {
            printer.Json(run);
            return;
        }

        printer.Facts(Facts(run));
        if (run.Metadata is { State: State.Held, AllHeld: true })
        {
            printer.Line($"Nothing was applied. If the feed is right all the same: prov release {run.Id} --plan-hash {run.Metadata.PlanHash}");
        }
        else if (run.Metadata.State == State.Held)
        {
            printer.Line($"{run.Metadata.LeavesHeld} leaves are held. If they are right: prov release {run.Id} --plan-hash {run.Metadata.PlanHash}");
        }

        if (run.Metadata.RowsBad > 0)
        {
            printer.Line($"The bad rows: prov list quarantine --import {run.Id}");
        }
    }

    /// <summary>An import that is still under way is no failure.</summary>
    public static int CodeOf(ImportMetadata import) => import.State switch
    {
        State.Failed or State.Cancelled => ExitCode.Refused,
        State.Held => ExitCode.Partial,
        State.Succeeded when import.RowsBad > 0 => ExitCode.Partial,
        _ => ExitCode.Ok,
    };

    private static IEnumerable<(string, string)> Facts(ImportRun run)
    {
        var import = run.Metadata;
        yield return ("Import", run.Id);
        yield return ("Source", $"{import.Source}, {import.FileName}");
        yield return ("State", ValueText.Of(import.State));
        yield return ("Rows", $"{import.RowsRead} read, {import.RowsUnchanged} unchanged, {import.RowsBad} bad");
        yield return ("Changes", $"{import.Applied} of {import.Planned} applied, {import.Leaves} of them leaves");
        if (import.Explanation.Length > 0)
        {
            yield return ("Because", import.Explanation);
        }
    }
}
