using System.CommandLine;
using Prov.Client.Configuration;
using Prov.Client.Errors;

namespace Prov.Client.Commands.Configuring;

/// <summary><c>prov export</c>: writes the configuration as YAML that can be applied again.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> _directory = new("--directory", "-d")
    {
        Description = "Where to write one file for each kind; everything to standard output when absent.",
    };

    public static Command Create() => new Command("export", "Writes the active configuration as YAML.") { _directory }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var documents = await ServerConfiguration.GetAsync(context);
        if (context.Get(_directory) is { } directory)
        {
            WriteFiles(directory, documents);
            context.Printer.Say($"{documents.Count} documents written.");
        }
        else if (context.Printer.IsJson)
        {
            foreach (var document in documents)
            {
                context.Printer.Json(ConfigurationKinds.ToApi(document));
            }
        }
        else
        {
            ConfigurationWriter.Write(context.Printer.Results, documents);
        }

        return ExitCode.Ok;
    }

    private static void WriteFiles(string directory, IReadOnlyList<PlacedDocument> documents)
    {
        Directory.CreateDirectory(directory);
        foreach (var kind in documents.GroupBy(d => d.Kind))
        {
            using var file = new StreamWriter(Path.Combine(directory, kind.Key + ".yaml"));
            ConfigurationWriter.Write(file, kind);
        }
    }
}
