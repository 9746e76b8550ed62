using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class ImportsTests(RunningSilo silo)
{
    private const int Chunk = 7;
    private readonly ImportService.ImportServiceClient _imports = new(silo.Calls);

    [Fact]
    public async Task ImportFeed_GoodAndBadRows_AppliesTheGoodAndKeepsTheBad()
    {
        var rows = string.Concat(Enumerable.Range(0, 20).Select(_ => $"{Events.NewKey()},Ünal,Sales,1,b\n"));
        var begun = await ImportAsync(Guid.NewGuid(), "key,family_name,department,level,badge\n" + rows + $"{Events.NewKey()},Bad,Sales,many,b\n");
        var run = await EndOfAsync(begun.Id);

        Assert.Equal(ImportMetadata.Types.State.Succeeded, run.Metadata.State);
        Assert.Equal((21, 20, 1), (run.Metadata.RowsRead, run.Metadata.Applied, run.Metadata.RowsBad));
        var sources = new AuthoritativeSourceService.AuthoritativeSourceServiceClient(silo.Calls);
        var kept = (await sources.ListQuarantinedRecordsAsync(new() { RunId = run.Id })).Records.Single();
        Assert.Equal((Documents.Source, 22), (kept.Source, kept.Line));
        Assert.DoesNotContain("many", kept.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportFeed_Repeated_GivesTheFirstRun()
    {
        var request = Guid.NewGuid();
        var text = $"key,family_name,department,level,badge\n{Events.NewKey()},A,Sales,1,b\n";
        var first = await ImportAsync(request, text);
        await EndOfAsync(first.Id);
        Assert.Equal(first.Id, (await ImportAsync(request, text)).Id);
    }

    [Fact]
    public async Task ImportFeed_HeaderAtFault_IsRefused()
    {
        await Fail.WithAsync(StatusCode.InvalidArgument, "IMPORT_HEADER_MISSING", () => SendAsync(new ImportFeedRequest { Chunk = ByteString.CopyFromUtf8("x") }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", () => SendAsync(new ImportFeedRequest { Header = new() }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", () => SendAsync(new ImportFeedRequest { Header = new() { Source = Documents.Source } }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "SOURCE_UNKNOWN", () => SendAsync(
            new ImportFeedRequest { Header = new() { Source = "nobody", RequestId = Guid.NewGuid().ToString() } }));
    }

    [Fact]
    public async Task GetImport_Unknown_Fails()
    {
        await Fail.WithAsync(StatusCode.NotFound, "IMPORT_UNKNOWN", async () => await _imports.GetImportAsync(new() { RunId = "imp-none" }));
        await Fail.WithAsync(StatusCode.NotFound, "IMPORT_UNKNOWN", async () => await _imports.CancelImportAsync(new() { RunId = "imp-none" }));
        await Fail.WithAsync(StatusCode.NotFound, "IMPORT_UNKNOWN", async () => await _imports.ReleaseImportAsync(new() { RunId = "imp-none", PlanHash = "h" }));
    }

    [Fact]
    public async Task ReleaseImport_NothingHeld_IsRefused()
    {
        var run = await ImportAsync(Guid.NewGuid(), $"key,family_name,department,level,badge\n{Events.NewKey()},A,Sales,1,b\n");
        await EndOfAsync(run.Id);
        await Fail.WithAsync(StatusCode.FailedPrecondition, "IMPORT_NOT_HELD", async () => await _imports.ReleaseImportAsync(new() { RunId = run.Id, PlanHash = "h" }));
    }

    private async Task<ImportRun> EndOfAsync(string id) =>
        (await _imports.GetImportAsync(new() { RunId = id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) })).Run;

    private Task<ImportRun> ImportAsync(Guid request, string text)
    {
        var bytes = ByteString.CopyFromUtf8(text);
        var chunks = bytes.Chunk(Chunk).Select(c => new ImportFeedRequest { Chunk = ByteString.CopyFrom(c) });
        var header = new ImportFeedRequest { Header = new() { Source = Documents.Source, FileName = "people.csv", RequestId = request.ToString() } };
        return SendAsync([header, .. chunks]);
    }

    private async Task<ImportRun> SendAsync(params IReadOnlyList<ImportFeedRequest> messages)
    {
        using var call = _imports.ImportFeed();
        try
        {
            foreach (var message in messages)
            {
                await call.RequestStream.WriteAsync(message);
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // A refused call breaks off the upload; its answer says why.
        }

        return (await call).Run;
    }
}
