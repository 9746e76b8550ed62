using System.CommandLine;
using Prov.Client.Errors;

namespace Prov.Client.Commands;

/// <summary><c>prov audit verify</c>: proves that nothing in the audit record is missing or altered.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Checks the audit record.")
    {
        new Command("verify", "Proves that nothing in the record is missing or altered.").Runs(VerifyAsync),
    };

    private static async Task<int> VerifyAsync(CommandContext context)
    {
        var answer = await context.Client.Audit.VerifyAuditAsync(new(), cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else
        {
            context.Printer.Line($"{answer.Entries} entries in {answer.Batches} batches are {(answer.Intact ? "intact" : "NOT intact")}.");
            foreach (var fault in answer.Breaks)
            {
                context.Printer.Line("  " + fault);
            }
        }

        return answer.Intact ? ExitCode.Ok : ExitCode.Refused;
    }
}
