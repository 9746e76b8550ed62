using System.CommandLine;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov target</c>: tests a target system, or takes it in and out of maintenance.</summary>
internal static class TargetCommand
{
    private static readonly Argument<string> _name = new("name") { Description = "Name of the target system." };
    private static readonly Option<string> _reason = new("--reason") { Description = "Why, for those who look.", DefaultValueFactory = _ => "" };

    public static Command Create() => new("target", "Tests and maintains target systems.")
    {
        new Command("test", "Tries the connection; changes nothing there.") { _name }.Runs(TestAsync),
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
