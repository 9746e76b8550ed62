using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Domain;
using Prov.Grains.Removals;
using Prov.Grains.Sources.Imports;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows authoritative sources, and what of theirs was not accepted.</summary>
internal sealed partial class AuthoritativeSources(IProvStore store, ActiveDocuments active, QuarantineReplay replay, HeldLeaveDesk leaves)
    : AuthoritativeSourceService.AuthoritativeSourceServiceBase
{
    public override async Task<GetAuthoritativeSourceResponse> GetAuthoritativeSource(GetAuthoritativeSourceRequest request, ServerCallContext context)
    {
        var name = Required.Text(request.Name, "name");
        var sources = await ListAsync(Caller.Of(context).Tenant, context.CancellationToken);
        return new GetAuthoritativeSourceResponse
        {
            Source = sources.FirstOrDefault(s => s.Name == name)
                ?? throw RpcErrors.NotFound(ErrorReason.SourceUnknown, "No configuration declares the source.", name),
        };
    }

    public override async Task<ListAuthoritativeSourcesResponse> ListAuthoritativeSources(ListAuthoritativeSourcesRequest request, ServerCallContext context)
    {
        var sources = await ListAsync(Caller.Of(context).Tenant, context.CancellationToken);
        var (page, next) = Paging.Cut(sources, s => s.Name, request.PageSize, request.PageToken);
        return new ListAuthoritativeSourcesResponse { Sources = { page }, NextPageToken = next };
    }

    public override async Task<ListQuarantinedRecordsResponse> ListQuarantinedRecords(ListQuarantinedRecordsRequest request, ServerCallContext context)
    {
        var query = new QuarantineQuery(Caller.Of(context).Tenant, Paging.SizeOf(request.PageSize), request.PageToken)
        {
            Source = request.Source.Length == 0 ? null : request.Source,
            RunId = request.RunId.Length == 0 ? null : request.RunId,
        };
        var page = await Paging.ReadAsync(() => store.ListQuarantineAsync(query, context.CancellationToken));
        return new ListQuarantinedRecordsResponse { Records = { page.Items.Select(Write) }, NextPageToken = page.NextPageToken };
    }

    public override async Task<ReplayQuarantinedRecordsResponse> ReplayQuarantinedRecords(ReplayQuarantinedRecordsRequest request, ServerCallContext context) =>
        new() { Results = { await ReplayAsync(request.RunId, request.Lines, release: false, context) } };

    public override async Task<ReleaseQuarantinedRecordsResponse> ReleaseQuarantinedRecords(ReleaseQuarantinedRecordsRequest request, ServerCallContext context)
    {
        if (request.Lines.Count == 0)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldMissing, "lines", "Name the lines that are right.");
        }

        return new() { Results = { await ReplayAsync(request.RunId, request.Lines, release: true, context) } };
    }

    private async Task<List<QuarantineResult>> ReplayAsync(string runId, ICollection<long> lines, bool release, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        if (lines.Count > Limits.ReplayedLinesCount)
        {
            throw RpcErrors.Invalid(ErrorReason.TooMany, "lines", $"Name at most {Limits.ReplayedLinesCount} lines.");
        }

        var results = new List<QuarantineResult>();
        var run = replay.RunAsync(caller.Tenant, Required.Text(runId, "run_id"), lines.ToHashSet(), release, caller.Name, context.CancellationToken);
        await foreach (var result in run)
        {
            results.Add(new() { Line = result.Line, SourceKey = result.SourceKey, Faults = { result.Faults } });
        }

        return results;
    }

    private static V1.QuarantinedRecord Write(Storage.Queries.QuarantinedRecord record) => new()
    {
        RunId = record.RunId,
        Source = record.Source,
        Line = record.Line,
        SourceKey = record.SourceKey,
        Faults = { record.Faults },
        At = record.At.ToTimestamp(),
    };

    private async Task<IEnumerable<AuthoritativeSource>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var documents = (await active.FindAsync(tenant, cancellationToken))?.Documents ?? [];
        return documents.Where(d => d.SpecCase == ConfigurationDocument.SpecOneofCase.AuthoritativeSource).Select(d =>
        {
            var source = d.AuthoritativeSource.Clone();
            source.Name = d.Name;
            return source;
        });
    }
}
