using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Configuring;

/// <summary><c>prov apply</c>: makes the documents of a directory the configuration.</summary>
internal static class ApplyCommand
{
    private static readonly Option<bool> _dryRun = new("--dry-run") { Description = "Checks and compares only." };

    public static Command Create() =>
        new Command("apply", "Makes a directory of YAML files the whole configuration.") { LocalConfiguration.Path, _dryRun }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var dryRun = context.Get(_dryRun);
        var answer = await LocalConfiguration.Read(context.Get(LocalConfiguration.Path)!).ApplyAsync(context.Client, dryRun, context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return ExitCode.Ok;
        }

        ShowChanges(context.Printer, answer);
        context.Printer.Line(dryRun ? "Nothing was written (dry run)." : $"Configuration version {answer.Version} is active.");
        return ExitCode.Ok;
    }

    /// <summary>What changes, and how much stays as it is.</summary>
    public static void ShowChanges(Printer printer, ApplyConfigurationResponse answer)
    {
        var changed = answer.Changes.Where(c => c.Kind != DocumentChange.Types.Kind.Unchanged).ToArray();
        foreach (var change in changed)
        {
            printer.Line($"{ValueText.Of(change.Kind),-8} {change.Document}");
        }

        foreach (var warning in answer.Warnings)
        {
            printer.Line($"warning  {warning.Document} {warning.Path}: {warning.Message} [{warning.Reason}]");
        }

        printer.Line($"{changed.Length} of {answer.Changes.Count} documents differ.");
    }
}
