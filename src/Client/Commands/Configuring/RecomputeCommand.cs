using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Configuring;

/// <summary><c>prov recompute</c>: how far everyone has been brought to the newest configuration, and steering it.</summary>
internal static class RecomputeCommand
{
    private static readonly Option<string> _planHash = new("--plan-hash")
    {
        Description = "Hash of the removals that you looked at; others are not released.", Required = true,
    };

    public static Command Create() => new("recompute", "Shows and steers how everyone is brought to the newest configuration.")
    {
        new Command("status", "Shows how far it is.").Runs(c => ShowAsync(
            c, async (client, token) => (await client.GetRecomputeAsync(new(), cancellationToken: token)).Recompute)),
        new Command("pause", "Stops it for the time being.").Runs(c => ShowAsync(
            c, async (client, token) => (await client.PauseRecomputeAsync(new(), cancellationToken: token)).Recompute)),
        new Command("resume", "Goes on after a pause or a cancel.").Runs(c => ShowAsync(
            c, async (client, token) => (await client.ResumeRecomputeAsync(new(), cancellationToken: token)).Recompute)),
        new Command("cancel", "Ends it; whom it has not reached keeps what they have.").Runs(c => ShowAsync(
            c, async (client, token) => (await client.CancelRecomputeAsync(new(), cancellationToken: token)).Recompute)),
        new Command("release", "Releases the removals that the guard holds.") { _planHash }.Runs(c => ShowAsync(
            c, async (client, token) => (await client.ReleaseRecomputeAsync(new() { PlanHash = c.Get(_planHash) }, cancellationToken: token)).Recompute)),
    };

    private static async Task<int> ShowAsync(
        CommandContext context, Func<RecomputeService.RecomputeServiceClient, CancellationToken, Task<Recompute>> call)
    {
        var recompute = await call(context.Client.Recomputes, context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(recompute);
        }
        else
        {
            Show(context.Printer, recompute);
        }

        return recompute.State == Recompute.Types.State.Held ? ExitCode.Partial : ExitCode.Ok;
    }

    private static void Show(Printer printer, Recompute recompute)
    {
        printer.Line(
            $"Configuration {recompute.ConfigurationVersion}: {ValueText.Of(recompute.State)}; {recompute.Screened} looked at, "
            + $"{recompute.Decided} decided, {recompute.Changed} changed.");
        if (recompute.Held > 0)
        {
            printer.Line($"{recompute.Held} are held: {recompute.Explanation}");
            printer.Line($"prov recompute release --plan-hash {recompute.PlanHash}");
        }
    }
}
