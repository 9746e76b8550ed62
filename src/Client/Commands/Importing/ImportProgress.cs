using Google.Protobuf.WellKnownTypes;
using Prov.Client.Connection;
using Prov.Client.Output;
using Prov.V1;
using Spectre.Console;

namespace Prov.Client.Commands.Importing;

/// <summary>Waits for an import and shows how far it is.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The import when it is over.</summary>
    public static Task<ImportRun> FollowAsync(ProvClient client, Printer printer, string runId, CancellationToken cancellation) =>
        printer.IsJson
            ? WaitAsync(client, runId, TimeSpan.FromSeconds(10), _ => { }, cancellation)
            : printer.Remarks.Progress().AutoClear(true).StartAsync(progress =>
            {
                var bar = progress.AddTask("Reading the feed", maxValue: 1);
                bar.IsIndeterminate = true;
                return WaitAsync(client, runId, _pause, run => Show(bar, run.Metadata), cancellation);
            });

    private static async Task<ImportRun> WaitAsync(
        ProvClient client, string runId, TimeSpan wait, Action<ImportRun> show, CancellationToken cancellation)
    {
        while (true)
        {
            var request = new GetImportRequest { RunId = runId, Wait = Duration.FromTimeSpan(wait) };
            var run = (await client.Imports.GetImportAsync(request, cancellationToken: cancellation)).Run;
            show(run);
            if (run.Metadata.State != ImportMetadata.Types.State.Running)
            {
                return run;
            }
        }
    }

    private static void Show(ProgressTask bar, ImportMetadata import)
    {
        if (import.Planned > 0)
        {
            bar.IsIndeterminate = false;
            bar.MaxValue = import.Planned;
            bar.Value = import.Applied;
            bar.Description = $"Applying {import.Applied} of {import.Planned}";
        }
    }
}
