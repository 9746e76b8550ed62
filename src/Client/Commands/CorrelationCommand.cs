using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov correlation simulate</c>: whom the records of a feed would belong to.</summary>
internal static class CorrelationCommand
{
    private const int ChunkBytes = 64 * 1024;
    private const int TruthBatch = 1_000;

    private static readonly Argument<string> _file = new("file") { Description = "The feed." };
    private static readonly Option<string> _source = new("--source") { Description = "Name of the authoritative source.", Required = true };
    private static readonly Option<string?> _truth = new("--truth")
    {
        Description = "Lines of KEY,WHO: an identity's id, a known record as source/key, or nothing for somebody new.",
    };

    public static Command Create() => new("correlation", "Tries correlation out.")
    {
        new Command("simulate", "Shows whom the records of a feed would be linked to, and what a person would be asked; writes nothing.")
            { _file, _source, _truth }.Runs(SimulateAsync),
    };

    private static async Task<int> SimulateAsync(CommandContext context)
    {
        using var call = context.Client.Correlation.SimulateCorrelation(cancellationToken: context.Cancellation);
        try
        {
            await SendAsync(call.RequestStream, context);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Grpc.Core.RpcException)
        {
            // The server has answered before the end, with a refusal that reading below meets.
        }

        var doubtful = new List<string[]>();
        var summary = new SimulationSummary();
        while (await call.ResponseStream.MoveNext(context.Cancellation))
        {
            var part = call.ResponseStream.Current;
            summary = part.Summary ?? summary;
            if (context.Printer.IsJson)
            {
                context.Printer.Json(part);
            }
            else if (part.Row is { } row && (row.Wrong || row.Outcome is SimulatedRow.Types.Outcome.Review or SimulatedRow.Types.Outcome.Bad))
            {
                doubtful.Add([ValueText.Of(row.Line), row.SourceKey, row.Wrong ? "wrong link" : ValueText.Of(row.Outcome), Candidates(row), row.Explanation]);
            }
        }

        if (!context.Printer.IsJson)
        {
            Show(context.Printer, doubtful, summary);
        }

        return summary.WrongLinks > 0 ? ExitCode.Partial : ExitCode.Ok;
    }

    private static async Task SendAsync(Grpc.Core.IClientStreamWriter<SimulateCorrelationRequest> stream, CommandContext context)
    {
        await stream.WriteAsync(new() { Header = new() { Source = context.Get(_source)! } }, context.Cancellation);
        if (context.Get(_truth) is { } truth)
        {
            foreach (var batch in File.ReadLines(truth).Where(l => l.Length > 0).Select(l => l.Split(',', 2)).Chunk(TruthBatch))
            {
                var message = new SimulationTruth();
                foreach (var line in batch)
                {
                    message.BelongsTo[line[0].Trim()] = line.Length > 1 ? line[1].Trim() : "";
                }

                await stream.WriteAsync(new() { Truth = message }, context.Cancellation);
            }
        }

        await using var content = new FileStream(context.Get(_file)!, FileMode.Open, FileAccess.Read, FileShare.Read);
        var buffer = new byte[ChunkBytes];
        int count;
        while ((count = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, context.Cancellation)) > 0)
        {
            await stream.WriteAsync(new() { Chunk = ByteString.CopyFrom(buffer, 0, count) }, context.Cancellation);
        }

        await stream.CompleteAsync();
    }

    private static string Candidates(SimulatedRow row) => string.Join(
        "; ", row.Candidates.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.IdentityId} {c.Confidence:0.00}")).DefaultIfEmpty(row.IdentityId));

    private static void Show(Printer printer, List<string[]> doubtful, SimulationSummary summary)
    {
        if (doubtful.Count > 0)
        {
            printer.Table(["LINE", "KEY", "WHAT", "WHO", "WHY"], doubtful);
        }

        printer.Facts(
        [
            ("Links", ValueText.Of(summary.Links)), ("New", ValueText.Of(summary.Creates)), ("Questions", ValueText.Of(summary.Reviews)),
            ("Known before", ValueText.Of(summary.Known)), ("Bad rows", ValueText.Of(summary.Bad)),
            ("Precision", summary.HasPrecision ? summary.Precision.ToString("0.0000", CultureInfo.InvariantCulture) : ""),
            ("Recall", summary.HasRecall ? summary.Recall.ToString("0.0000", CultureInfo.InvariantCulture) : ""),
            ("Wrong links", summary.HasPrecision ? ValueText.Of(summary.WrongLinks) : ""),
        ]);
    }
}
