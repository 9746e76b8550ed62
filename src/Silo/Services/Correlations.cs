using Grpc.Core;
using Prov.Domain;
using Prov.Grains.Contracts;
using Prov.Grains.Correlation;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.V1;
using Part = Prov.V1.SimulateCorrelationRequest.PartOneofCase;
using Row = Prov.V1.SimulatedRow;

namespace Prov.Silo.Services;

/// <summary>Tries correlation out on a feed.</summary>
internal sealed class Correlations(CorrelationSimulation simulation) : CorrelationService.CorrelationServiceBase
{
    public override async Task SimulateCorrelation(
        IAsyncStreamReader<SimulateCorrelationRequest> requestStream, IServerStreamWriter<SimulateCorrelationResponse> responseStream, ServerCallContext context)
    {
        var tenant = Caller.Of(context).Tenant;
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.PartCase != Part.Header)
        {
            throw RpcErrors.Invalid(ErrorReason.ImportHeaderMissing, "header", "Send the header first, then the truth, then the file.");
        }

        var source = Required.Text(requestStream.Current.Header.Source, "header.source");
        var (truth, first) = await TruthAsync(requestStream, tenant, context.CancellationToken);
        var score = new SimulationScore(truth);
        await using var content = new FeedStream<SimulateCorrelationRequest>(requestStream, ChunkOf, first);
        try
        {
            await foreach (var row in simulation.RunAsync(tenant, source, content, context.CancellationToken))
            {
                await responseStream.WriteAsync(new() { Row = Write(row, score.Add(row)) }, context.CancellationToken);
            }
        }
        catch (ImportRefusedException refused)
        {
            // A file that is none has many reasons; each is in the message.
            var reason = Enum.GetValues<ErrorReason>().Any(r => Reasons.TextOf(r) == refused.Reason) ? refused.Reason : Reasons.TextOf(ErrorReason.FeedInvalid);
            throw RpcErrors.StatusOf(ImportMessages.CodeOf(refused.Reason), reason, refused.Message).ToRpcException();
        }

        await responseStream.WriteAsync(new() { Summary = Write(score) }, context.CancellationToken);
    }

    private static ReadOnlyMemory<byte>? ChunkOf(SimulateCorrelationRequest request) =>
        request.PartCase == Part.Chunk ? request.Chunk.Memory : null;

    private static Row Write(Grains.Correlation.SimulatedRow row, bool isRight) => new()
    {
        Line = row.Line,
        SourceKey = row.SourceKey,
        Outcome = (Row.Types.Outcome)(row.Outcome + 1),
        IdentityId = row.IdentityId,
        Candidates = { row.Candidates.Select(WorkItemMessages.Write) },
        Explanation = row.Explanation,
        Wrong = !isRight,
    };

    private static SimulationSummary Write(SimulationScore score)
    {
        var summary = new SimulationSummary
        {
            Bad = score[SimulatedOutcome.Bad],
            Known = score[SimulatedOutcome.Known],
            Links = score[SimulatedOutcome.Link],
            Creates = score[SimulatedOutcome.Create],
            Reviews = score[SimulatedOutcome.Review],
            WrongLinks = score.Wrong,
        };
        if (score.Precision is { } precision)
        {
            summary.Precision = precision;
        }

        if (score.Recall is { } recall)
        {
            summary.Recall = recall;
        }

        return summary;
    }

    /// <summary>The truth with its names resolved, and the first bytes of the file, which were read to see that the truth is over.</summary>
    private async Task<(Dictionary<string, string?> Truth, ReadOnlyMemory<byte> First)> TruthAsync(
        IAsyncStreamReader<SimulateCorrelationRequest> requests, string tenant, CancellationToken cancellationToken)
    {
        var truth = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await requests.MoveNext(cancellationToken))
        {
            if (requests.Current.PartCase != Part.Truth)
            {
                return (truth, ChunkOf(requests.Current) ?? throw RpcErrors.Invalid(ErrorReason.ImportHeaderMissing, "header", "After the header come the truth and the file."));
            }

            foreach (var (key, name) in requests.Current.Truth.BelongsTo)
            {
                truth[key] = await simulation.ResolveAsync(tenant, name, cancellationToken);
                if (truth.Count > Limits.SimulationTruthCount)
                {
                    throw RpcErrors.Invalid(ErrorReason.TooMany, "truth", $"Give at most {Limits.SimulationTruthCount} entries.");
                }
            }
        }

        return (truth, default);
    }
}
