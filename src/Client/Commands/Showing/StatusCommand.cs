using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary><c>prov status</c>: counts, and how the targets fare.</summary>
internal static class StatusCommand
{
    public static Command Create() => new Command("status", "Shows what there is, and what is not converged yet.").Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var status = await context.Client.Status.GetStatusAsync(new(), cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(status);
            return ExitCode.Ok;
        }

        context.Printer.Facts(
        [
            ("Server", $"version {status.ServerVersion}, silos {string.Join(", ", status.Silos)}"),
            ("Configuration", status.ConfigurationVersion == 0 ? "none yet: prov apply -f DIR" : $"version {status.ConfigurationVersion}"),
            ("Identities", Counts(status.IdentitiesByState)),
            ("Events", ValueText.Of(status.Events)),
            ("Not converged", $"{status.AccountsNotConverged} accounts"),
        ]);
        context.Printer.Table(["TARGET", "ACCOUNTS", "STATE"], status.TargetSystems.Select(Row));
        return ExitCode.Ok;
    }

    private static string[] Row(TargetSystemCounts counts) => [counts.TargetSystem, Counts(counts.AccountsByStatus), TargetState.Of(counts.Status)];

    private static string Counts(IDictionary<string, long> counts)
    {
        var parts = counts.Where(c => c.Value > 0).OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}");
        return $"{counts.Values.Sum()} ({string.Join(", ", parts)})";
    }
}
