using System.CommandLine;

namespace Prov.Client.Commands.Importing;

/// <summary><c>prov import</c>: sends a feed.</summary>
internal static class ImportCommand
{
    private static readonly Option<string> _source = new("--source") { Description = "Name of the authoritative source.", Required = true };
    private static readonly Argument<string> _file = new("file") { Description = "The feed." };
    private static readonly Option<bool> _wait = new("--wait") { Description = "Until the import is over, with its progress." };

    public static Command Create() =>
        new Command("import", "Sends a feed of an authoritative source.") { _source, _file, _wait }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var run = await FeedUpload.SendAsync(context.Client, context.Get(_source)!, context.Get(_file)!, context.Cancellation);
        if (context.Get(_wait))
        {
            run = await ImportProgress.FollowAsync(context.Client, context.Printer, run.Id, context.Cancellation);
        }

        ImportView.Show(context.Printer, run);
        return ImportView.CodeOf(run.Metadata);
    }
}
