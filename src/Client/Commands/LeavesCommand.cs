using System.CommandLine;
using Google.Protobuf;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov leaves</c>: what the mass-change guard holds of a source, and a person's word on it.</summary>
internal static class LeavesCommand
{
    private static readonly Argument<string> _source = new("source") { Description = "Name of the source." };

    private static readonly Option<string> _planHash = new("--plan-hash")
    {
        Description = "Hash of the leaves that you looked at; others are not decided on.", Required = true,
    };

    public static Command Create() => new("leaves", "Shows the leaves of a source that the mass-change guard holds, and decides on them.")
    {
        new Command("held", "Shows them, with the hash that names exactly these.") { _source }.Runs(HeldAsync),
        new Command("release", "Lets them take effect.") { _source, _planHash }.Runs(ReleaseAsync),
        new Command("drop", "Drops them, since they are wrong: they have no effect, then or later.") { _source, _planHash }.Runs(DropAsync),
    };

    private static async Task<int> HeldAsync(CommandContext context)
    {
        var all = new ListHeldLeavesResponse();
        do
        {
            var request = new ListHeldLeavesRequest { Source = context.Get(_source), PageSize = 1000, PageToken = all.NextPageToken };
            var page = await context.Client.Sources.ListHeldLeavesAsync(request, cancellationToken: context.Cancellation);
            all.Leaves.AddRange(page.Leaves);
            (all.NextPageToken, all.PlanHash, all.Total) = (page.NextPageToken, page.PlanHash, page.Total);
        }
        while (all.NextPageToken.Length > 0);

        if (context.Printer.IsJson)
        {
            context.Printer.Json(all);
            return ExitCode.Ok;
        }

        context.Printer.Table(
            ["KEY", "EVENT", "IDENTITY", "HELD"], all.Leaves.Select(l => new[] { l.SourceKey, l.EventId, l.IdentityId, ValueText.Of(l.HeldAt) }));
        context.Printer.Line(all.Total == 0 ? "Nothing is held." : $"{all.Total} held, plan hash {all.PlanHash}");
        return ExitCode.Ok;
    }

    private static async Task<int> ReleaseAsync(CommandContext context)
    {
        var request = new ReleaseHeldLeavesRequest { Source = context.Get(_source), PlanHash = context.Get(_planHash) };
        var answer = await context.Client.Sources.ReleaseHeldLeavesAsync(request, cancellationToken: context.Cancellation);
        return Show(context, answer, $"{answer.Released} leaves take effect.");
    }

    private static async Task<int> DropAsync(CommandContext context)
    {
        var request = new DropHeldLeavesRequest { Source = context.Get(_source), PlanHash = context.Get(_planHash) };
        var answer = await context.Client.Sources.DropHeldLeavesAsync(request, cancellationToken: context.Cancellation);
        return Show(context, answer, $"{answer.Dropped} leaves are dropped.");
    }

    private static int Show(CommandContext context, IMessage answer, string line)
    {
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
        }
        else
        {
            context.Printer.Line(line);
        }

        return ExitCode.Ok;
    }
}
