using System.CommandLine;

namespace Prov.Client.Commands.Importing;

/// <summary><c>prov release</c>: lets the leaves go on that the mass change guard holds.</summary>
internal static class ReleaseCommand
{
    private static readonly Argument<string> _run = new("import") { Description = "Id of the import." };

    private static readonly Option<string> _planHash = new("--plan-hash")
    {
        Description = "Hash of the plan that you looked at; another plan is not released.", Required = true,
    };

    public static Command Create() =>
        new Command("release", "Releases the leaves of an import that the mass change guard holds.") { _run, _planHash }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var answer = await context.Client.Imports.ReleaseImportAsync(
            new() { RunId = context.Get(_run), PlanHash = context.Get(_planHash) }, cancellationToken: context.Cancellation);
        var run = await ImportProgress.FollowAsync(context.Client, context.Printer, answer.Run.Id, context.Cancellation);
        ImportView.Show(context.Printer, run);
        return ImportView.CodeOf(run.Metadata);
    }
}
