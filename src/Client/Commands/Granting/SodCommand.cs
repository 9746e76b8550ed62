using System.CommandLine;
using Grpc.Core;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Granting;

/// <summary><c>prov sod</c>: reports who violates rules of separation of duties.</summary>
internal static class SodCommand
{
    private static readonly Option<string> _rule = new("--rule") { Description = "Name of one rule; all when absent.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> _recorded = new("--recorded") { Description = "What was recorded at the last commits; nothing is decided anew." };

    public static Command Create() => new("sod", "Separation of duties.")
    {
        new Command("scan", "Reports every identity for which a rule is violated or withholds something.") { _rule, _recorded }.Runs(ScanAsync),
    };

    private static async Task<int> ScanAsync(CommandContext context)
    {
        var request = new ScanViolationsRequest { Rule = context.Get(_rule)!, RecordedOnly = context.Get(_recorded) };
        using var call = context.Client.Sod.ScanViolations(request, cancellationToken: context.Cancellation);
        await foreach (var found in call.ResponseStream.ReadAllAsync(context.Cancellation))
        {
            if (context.Printer.IsJson)
            {
                context.Printer.Json(found);
            }
            else if (found.IdentityId.Length == 0)
            {
                context.Printer.Line($"{found.Scanned} identities were looked at.");
            }
            else
            {
                foreach (var violation in found.Violations)
                {
                    context.Printer.Line(
                        $"{found.IdentityId}  {violation.Rule}  {ValueText.Of(violation.Standing)}  holds {string.Join(", ", violation.Held)}"
                        + (violation.Withheld.Count > 0 ? $"; withheld {string.Join(", ", violation.Withheld)}" : ""));
                }
            }
        }

        return ExitCode.Ok;
    }
}
