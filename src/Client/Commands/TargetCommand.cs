using System.CommandLine;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov target</c>: tests or probes a target system, or takes it in and out of maintenance.</summary>
internal static class TargetCommand
{
    private static readonly Argument<string> _name = new("name") { Description = "Name of the target system." };
    private static readonly Option<string> _reason = new("--reason") { Description = "Why, for those who look.", DefaultValueFactory = _ => "" };

    public static Command Create() => new("target", "Tests, probes and maintains target systems.")
    {
        new Command("test", "Tries the connection; changes nothing there.") { _name }.Runs(TestAsync),
        new Command("probe", "Finds out what the target does beside what it says, with an account of its own that is deleted after.") { _name }.Runs(ProbeAsync),
        new Command("maintenance", "While on, no call is made to the target and work queues up.")
        {
            new Command("on", "Enters maintenance.") { _name, _reason }.Runs(context => MaintainAsync(context, true)),
            new Command("off", "Leaves maintenance; what has queued up is done.") { _name }.Runs(context => MaintainAsync(context, false)),
        },
    };

    private static async Task<int> TestAsync(CommandContext context)
    {
        var answer = await context.Client.Targets.TestTargetSystemAsync(new() { Name = context.Get(_name)! }, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else
        {
            var outcome = answer.Succeeded ? "works" : $"does not work [{answer.Reason}]";
            context.Printer.Line($"{context.Get(_name)} {outcome}: {answer.Message}");
        }

        return answer.Succeeded ? ExitCode.Ok : ExitCode.Refused;
    }

    private static async Task<int> ProbeAsync(CommandContext context)
    {
        var answer = await context.Client.Targets.ProbeTargetSystemAsync(new() { Name = context.Get(_name)! }, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return answer.Succeeded ? ExitCode.Ok : ExitCode.Refused;
        }

        if (!answer.Succeeded)
        {
            context.Printer.Line($"{context.Get(_name)} could not be probed [{answer.Reason}]: {answer.Message}");
            return ExitCode.Refused;
        }

        foreach (var finding in answer.Findings)
        {
            var mark = finding is { HasSays: true, HasDoes: true } && finding.Says != finding.Does ? "!" : " ";
            context.Printer.Line($"{mark} {finding.Feature}: says {Word(finding.HasSays, finding.Says)}, does {Word(finding.HasDoes, finding.Does)}. {finding.Note}");
        }

        context.Printer.Line("Its dialect, for settings: " + string.Join(", ", answer.Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}: {s.Value}")));
        return ExitCode.Ok;
    }

    private static string Word(bool known, bool value) => !known ? "nothing" : value ? "yes" : "no";

    private static async Task<int> MaintainAsync(CommandContext context, bool on)
    {
        var request = new SetMaintenanceRequest { Name = context.Get(_name)!, Maintenance = on, Explanation = on ? context.Get(_reason)! : "" };
        var answer = await context.Client.Targets.SetMaintenanceAsync(request, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }

        context.Printer.Line($"{request.Name} is {(answer.Status.Maintenance ? "in maintenance" : "at work")}.");
        return ExitCode.Ok;
    }
}
