using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Shows authoritative sources, and what of theirs was not accepted.</summary>
internal sealed class AuthoritativeSources(IProvStore store, ActiveDocuments active) : AuthoritativeSourceService.AuthoritativeSourceServiceBase
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
