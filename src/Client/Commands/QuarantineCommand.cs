using System.CommandLine;
using Google.Protobuf;
using Prov.Client.Commands.Listing;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov quarantine</c>: what was set aside, and its second chance.</summary>
internal static class QuarantineCommand
{
    private static readonly Argument<string> _run = new("import") { Description = "Id of the import." };
    private static readonly Option<long[]> _lines = new("--line") { Description = "Line of the file; can be given several times.", DefaultValueFactory = _ => [] };

    public static Command Create() => new("quarantine", "Shows what was set aside, and tries it again.")
    {
        ListCommand.Of("quarantine", "list"),
        new Command("replay", "Tries the rows of an import again with the configuration of today; all without --line.") { _run, _lines }.Runs(ReplayAsync),
        new Command("release", "Lets rows through that are right, though others of their file have the same key.") { _run, _lines }.Runs(ReleaseAsync),
    };

    private static async Task<int> ReplayAsync(CommandContext context)
    {
        var request = new ReplayQuarantinedRecordsRequest { RunId = context.Get(_run), Lines = { context.Get(_lines) } };
        var answer = await context.Client.Sources.ReplayQuarantinedRecordsAsync(request, cancellationToken: context.Cancellation);
        return Show(context, answer, answer.Results);
    }

    private static async Task<int> ReleaseAsync(CommandContext context)
    {
        var request = new ReleaseQuarantinedRecordsRequest { RunId = context.Get(_run), Lines = { context.Get(_lines) } };
        var answer = await context.Client.Sources.ReleaseQuarantinedRecordsAsync(request, cancellationToken: context.Cancellation);
        return Show(context, answer, answer.Results);
    }

    private static int Show(CommandContext context, IMessage answer, IReadOnlyCollection<QuarantineResult> results)
    {
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else
        {
            context.Printer.Table(
                ["LINE", "KEY", "OUTCOME"],
                results.Select(r => new[] { ValueText.Of(r.Line), r.SourceKey, r.Faults.Count == 0 ? "accepted" : string.Join("; ", r.Faults) }));
        }

        return results.All(r => r.Faults.Count == 0) ? ExitCode.Ok : ExitCode.Partial;
    }
}
