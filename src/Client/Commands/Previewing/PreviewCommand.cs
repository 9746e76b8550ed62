using System.CommandLine;
using Google.Protobuf;
using Prov.Client.Commands.Events;
using Prov.Client.Commands.Showing;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Previewing;

/// <summary><c>prov preview</c>: what an event, a feed or deciding one person again would do; writes nothing.</summary>
internal static class PreviewCommand
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly Argument<string> _identity = new("identity") { Description = "Id of the identity." };
    private static readonly Argument<string> _file = new("file") { Description = "The feed." };
    private static readonly Option<string> _source = new("--source") { Description = "Name of the authoritative source.", Required = true };
    private static readonly Option<bool> _apply = new("--apply") { Description = "Does it, and waits up to 20 seconds for the targets' answers." };

    public static Command Create()
    {
        var command = new Command("preview", "Shows what would happen, and writes nothing.")
        {
            EventCommand.CreatePreview(),
            new Command("feed", "Shows what importing a file would do.") { _source, _file }.Runs(FeedAsync),
            new Command("identity", "Shows what deciding one identity now would do, step by step.") { _identity, _apply }.Runs(IdentityAsync),
        };
        return command;
    }

    /// <summary>What an event would do.</summary>
    public static async Task<int> EventAsync(CommandContext context, LifecycleEvent lifecycleEvent)
    {
        var answer = await context.Client.Previews.PreviewEventAsync(new() { Event = lifecycleEvent }, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return ExitCode.Ok;
        }

        var known = answer.CorrelatedBy.Length > 0 ? $"known by {answer.CorrelatedBy}" : "a new identity";
        context.Printer.Line($"The event would be {ValueText.Of(answer.Outcome)}: {(answer.Correlation.Length > 0 ? answer.Correlation : known + ".")}");
        if (answer.Plan is not null)
        {
            PlanView.Show(context.Printer, answer.Plan);
        }

        return ExitCode.Ok;
    }

    private static async Task<int> FeedAsync(CommandContext context)
    {
        await using var content = new FileStream(context.Get(_file)!, FileMode.Open, FileAccess.Read, FileShare.Read);
        using var call = context.Client.Previews.PreviewFeed(cancellationToken: context.Cancellation);
        try
        {
            await call.RequestStream.WriteAsync(new() { Source = context.Get(_source)! }, context.Cancellation);
            var buffer = new byte[ChunkBytes];
            int count;
            while ((count = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, context.Cancellation)) > 0)
            {
                await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFrom(buffer, 0, count) }, context.Cancellation);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Grpc.Core.RpcException)
        {
            // The server has answered before the end, with a refusal that reading its answer throws.
        }

        var held = false;
        while (await call.ResponseStream.MoveNext(context.Cancellation))
        {
            held |= call.ResponseStream.Current.Summary is { } summary && summary.Hold.Length + summary.Gate.Length > 0;
            Show(context, call.ResponseStream.Current);
        }

        return held ? ExitCode.Partial : ExitCode.Ok;
    }

    private static void Show(CommandContext context, PreviewFeedResponse part)
    {
        if (part.PartCase == PreviewFeedResponse.PartOneofCase.Progress)
        {
            context.Printer.Say($"{part.Progress} events looked at");
        }
        else if (context.Printer.IsJson)
        {
            context.Printer.Json(part);
        }
        else if (part.Sample is not null)
        {
            PlanView.Show(context.Printer, part.Sample);
        }
        else if (part.Summary is { } summary)
        {
            context.Printer.Line($"{summary.RowsRead} rows, {summary.RowsUnchanged} unchanged, {summary.RowsBad} bad; {summary.Leaves} leaves.");
            context.Printer.Line(
                summary.Gate.Length > 0 ? $"The whole feed would be held by its quality gate: {summary.Gate}"
                : summary.Hold.Length > 0 ? $"The leaves would be held: {summary.Hold}"
                : "Nothing would be held.");
            PlanView.Show(context.Printer, summary.Plan);
        }
    }

    private static async Task<int> IdentityAsync(CommandContext context)
    {
        var answer = await context.Client.Previews.PreviewIdentityAsync(
            new() { IdentityId = context.Get(_identity)!, Apply = context.Get(_apply) }, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return ExitCode.Ok;
        }

        var shown = new ExplainIdentityResponse { Identity = answer.Identity, Records = { answer.Records }, Accounts = { answer.Accounts } };
        IdentityView.Explain(context.Printer, shown);
        context.Printer.Line("");
        context.Printer.Line(context.Get(_apply) ? "What was done" : "What would be done");
        PlanView.Show(context.Printer, answer.Plan);
        return ExitCode.Ok;
    }
}
