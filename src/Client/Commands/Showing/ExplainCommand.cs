using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary><c>prov explain</c>: why an identity has what it has.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> _identity = new("identity") { Description = "Id of the identity." };

    private static readonly Option<string?> _account = new("--account") { Description = "Target system: why there is an account, or why there is none." };
    private static readonly Option<string?> _attribute = new("--attribute") { Description = "Attribute of the account, or without --account of the identity." };
    private static readonly Option<string?> _entitlement = new("--entitlement") { Description = "Right of the account: why it is held, or why it is not." };

    public static Command Create() =>
        new Command("explain", "Shows what each source says of an identity, and why it has what it has or has not.")
        {
            _identity, _account, _attribute, _entitlement,
        }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var answer = await context.Client.Identities.ExplainIdentityAsync(
            new()
            {
                IdentityId = context.Get(_identity)!,
                TargetSystem = context.Get(_account) ?? "",
                Attribute = context.Get(_attribute) ?? "",
                Entitlement = context.Get(_entitlement) ?? "",
            },
            cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else if (answer.Tree is { } tree)
        {
            ShowTree(context.Printer, tree, "");
        }
        else
        {
            IdentityView.Explain(context.Printer, answer);
        }

        return ExitCode.Ok;
    }

    private static void ShowTree(Printer printer, ExplanationNode node, string indent)
    {
        printer.Line($"{indent}{(node.Holds ? "+" : "-")} {ValueText.Of(node.Kind)} {node.Subject}: {node.Text}");
        foreach (var child in node.Children)
        {
            ShowTree(printer, child, indent + "  ");
        }
    }
}
