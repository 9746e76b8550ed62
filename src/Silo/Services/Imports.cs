using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Grains.Contracts;
using Prov.Grains.Sources.Imports;
using Prov.Silo.Errors;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.V1;

namespace Prov.Silo.Services;

/// <summary>Takes feeds in, shows how far they are, stops and releases them.</summary>
internal sealed class Imports(FeedImporter importer, IGrainFactory grains, IProvStore store, TimeProvider time) : ImportService.ImportServiceBase
{
    private const int MaxFileName = 256;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public override async Task<ImportFeedResponse> ImportFeed(IAsyncStreamReader<ImportFeedRequest> requestStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (header, requestId) = await HeaderAsync(requestStream, context.CancellationToken);
        var start = new ImportStart(caller.Tenant, header.Source, header.FileName, caller.Name);
        await using var content = new FeedStream<ImportFeedRequest>(
            requestStream, r => r.PartCase == ImportFeedRequest.PartOneofCase.Chunk ? r.Chunk.Memory : null);
        var runId = await RefusableAsync(() => importer.StartAsync(start, content, requestId, context.CancellationToken));
        var progress = await Run(caller, runId).GetAsync(context.CancellationToken);
        return new ImportFeedResponse { Run = ImportMessages.Write(runId, progress!) };
    }

    public override async Task<GetImportResponse> GetImport(GetImportRequest request, ServerCallContext context)
    {
        var run = Run(Caller.Of(context), Required.Text(request.RunId, "run_id"));
        var progress = Known(await run.GetAsync(context.CancellationToken), request.RunId);
        var start = time.GetTimestamp();
        var wait = WaitOf(request);
        while (progress.State == ImportState.Running && time.GetElapsedTime(start) < wait)
        {
            await Task.Delay(_look, time, context.CancellationToken);
            progress = Known(await run.GetAsync(context.CancellationToken), request.RunId);
        }

        return new GetImportResponse { Run = ImportMessages.Write(request.RunId, progress) };
    }

    public override async Task<ListImportsResponse> ListImports(ListImportsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var query = new ImportQuery(caller.Tenant, Paging.SizeOf(request.PageSize), request.PageToken) { Source = request.Source.Length == 0 ? null : request.Source };
        var page = await Paging.ReadAsync(() => store.ListImportsAsync(query, context.CancellationToken));
        var answer = new ListImportsResponse { NextPageToken = page.NextPageToken };
        foreach (var row in page.Items)
        {
            answer.Runs.Add(ImportMessages.Write(row.RunId, await NewestAsync(caller, row, context.CancellationToken)));
        }

        return answer;
    }

    public override async Task<CancelImportResponse> CancelImport(CancelImportRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var progress = await Run(caller, Required.Text(request.RunId, "run_id")).CancelAsync(caller.Name, context.CancellationToken);
        return new CancelImportResponse { Run = ImportMessages.Write(request.RunId, Known(progress, request.RunId)) };
    }

    public override async Task<ReleaseImportResponse> ReleaseImport(ReleaseImportRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var run = Run(caller, Required.Text(request.RunId, "run_id"));
        var hash = Required.Text(request.PlanHash, "plan_hash");
        var progress = await RefusableAsync(() => run.ReleaseAsync(hash, caller.Name, context.CancellationToken));
        return new ReleaseImportResponse { Run = ImportMessages.Write(request.RunId, Known(progress, request.RunId)) };
    }

    /// <summary>The run's actor knows more than what was saved: the newest counts, and whether the silo that works on it is lost.</summary>
    private async Task<ImportProgress> NewestAsync(Caller caller, ImportRow row, CancellationToken cancellationToken)
    {
        var saved = ImportRecord.Read(row);
        return saved.State == ImportState.Running ? await Run(caller, row.RunId).GetAsync(cancellationToken) ?? saved : saved;
    }

    private static async Task<(ImportHeader Header, Guid RequestId)> HeaderAsync(IAsyncStreamReader<ImportFeedRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken) || requests.Current.PartCase != ImportFeedRequest.PartOneofCase.Header)
        {
            throw RpcErrors.Invalid(ErrorReason.ImportHeaderMissing, "header", "Send the header first, then the file.");
        }

        var header = requests.Current.Header;
        Required.Text(header.Source, "header.source");
        Required.AtMost(header.FileName, MaxFileName, "header.file_name");
        return Guid.TryParse(header.RequestId, out var requestId)
            ? (header, requestId)
            : throw RpcErrors.Invalid(ErrorReason.FieldMissing, "header.request_id", "Give a UUID, the same one when the file is sent again.");
    }

    private static TimeSpan WaitOf(GetImportRequest request)
    {
        try
        {
            var wait = request.Wait?.ToTimeSpan() ?? TimeSpan.Zero;
            return wait < _longestWait ? wait : _longestWait;
        }
        catch (InvalidOperationException)
        {
            throw RpcErrors.Invalid(ErrorReason.FieldInvalid, "wait", "Give a valid duration.");
        }
    }

    private static ImportProgress Known(ImportProgress? progress, string id) =>
        progress ?? throw RpcErrors.NotFound(ErrorReason.ImportUnknown, "There is no such import.", id);

    internal static async Task<T> RefusableAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ImportRefusedException refused)
        {
            throw RpcErrors.StatusOf(ImportMessages.CodeOf(refused.Reason), refused.Reason, refused.Message).ToRpcException();
        }
    }

    private IImportRunGrain Run(Caller caller, string id) => grains.GetGrain<IImportRunGrain>(GrainKeys.Import(caller.Tenant, id));
}
