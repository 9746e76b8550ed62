using System.CommandLine;
using Prov.Client.Commands.Previewing;
using Prov.Client.Configuration;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands.Configuring;

/// <summary><c>prov diff</c>: what applying a directory would change, line by line.</summary>
internal static class DiffCommand
{
    private static readonly Option<bool> _impact = new("--impact") { Description = "Also shows what it would do to everyone: accounts, rights, attributes." };

    public static Command Create() =>
        new Command("diff", "Shows what applying a directory of YAML files would change.") { LocalConfiguration.Path, _impact }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var local = LocalConfiguration.Read(context.Get(LocalConfiguration.Path)!);
        var answer = await local.ApplyAsync(context.Client, validateOnly: true, context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return context.Get(_impact) ? await ImpactPreview.RunAsync(context, local.Documents) : ExitCode.Ok;
        }

        var active = await ServerConfiguration.GetAsync(context);
        foreach (var change in answer.Changes.Where(c => c.Kind == DocumentChange.Types.Kind.Changed))
        {
            context.Printer.Line(change.Document);
            foreach (var line in LineDifference.Of(Lines(active, change.Document), Lines(local.Documents, change.Document)))
            {
                context.Printer.Line("  " + line);
            }
        }

        ApplyCommand.ShowChanges(context.Printer, answer);
        return context.Get(_impact) ? await ImpactPreview.RunAsync(context, local.Documents) : ExitCode.Ok;
    }

    private static string[] Lines(IEnumerable<PlacedDocument> documents, string id)
    {
        using var text = new StringWriter();
        ConfigurationWriter.Write(text, documents.Where(d => d.Is(id)));
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
