using System.CommandLine;
using Prov.Client.Errors;

namespace Prov.Client.Commands.Showing;

/// <summary><c>prov explain</c>: why an identity has what it has.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> _identity = new("identity") { Description = "Id of the identity." };

    public static Command Create() =>
        new Command("explain", "Shows what each source says of an identity, and why it has what it has.") { _identity }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var answer = await context.Client.Identities.ExplainIdentityAsync(
            new() { IdentityId = context.Get(_identity)! }, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else
        {
            IdentityView.Explain(context.Printer, answer);
        }

        return ExitCode.Ok;
    }
}
