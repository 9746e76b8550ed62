using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Prov.Silo.Tests.Fixture;
using Prov.V1;
using State = Prov.V1.ImportMetadata.Types.State;

namespace Prov.Silo.Tests.Services;

/// <summary>The list of imports, over the death of the silo that did them.</summary>
public sealed class ImportListTests : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();

    private ImportService.ImportServiceClient Imports => new(_silo.Calls);

    public ValueTask InitializeAsync() => _silo.InitializeAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task ListImports_SiloKilled_HasThemAllNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, await ImportAsync());
        }

        await _silo.Process.KillAsync();
        await _silo.Process.RestartAsync();

        var first = await Imports.ListImportsAsync(new() { PageSize = 3 });
        var second = await Imports.ListImportsAsync(new() { PageSize = 3, PageToken = first.NextPageToken });
        Assert.Equal(ids, first.Runs.Concat(second.Runs).Select(r => r.Id));
        Assert.Empty(second.NextPageToken);
        Assert.All(first.Runs, r => Assert.Equal((State.Succeeded, 1, "people.csv"), (r.Metadata.State, r.Metadata.Applied, r.Metadata.FileName)));
        Assert.Equal(first.Runs[0], (await Imports.GetImportAsync(new() { RunId = ids[0] })).Run);
        Assert.Empty((await Imports.ListImportsAsync(new() { Source = "crm" })).Runs);
        Assert.Empty((await new ImportService.ImportServiceClient(_silo.As(RunningSilo.OtherTenantToken)).ListImportsAsync(new())).Runs);
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", async () => await Imports.ListImportsAsync(new() { PageToken = "!" }));
        await Fail.WithAsync(StatusCode.InvalidArgument, "PAGE_SIZE_INVALID", async () => await Imports.ListImportsAsync(new() { PageSize = -1 }));
    }

    [Fact]
    public async Task ListImports_WorkerLost_IsFailedWithItsReason()
    {
        var id = await ImportAsync();

        // As the run was a moment before its silo was lost for good, ten minutes ago.
        await _silo.Process.StopAsync();
        await ExecuteAsync(
            """
            update import_runs set state = 'Running', updated_at = updated_at - 600000000,
                progress = json_set(progress, '$.state', 'Running', '$.updatedAt', '2020-01-01T00:00:00+00:00')
            """);
        await _silo.Process.RestartAsync();

        var run = Assert.Single((await Imports.ListImportsAsync(new())).Runs);
        Assert.Equal((id, State.Failed), (run.Id, run.Metadata.State));
        Assert.StartsWith("WORKER_LOST: ", run.Metadata.Explanation, StringComparison.Ordinal);
    }

    private async Task<string> ImportAsync()
    {
        using var call = Imports.ImportFeed();
        await call.RequestStream.WriteAsync(new() { Header = new() { Source = Documents.Source, FileName = "people.csv", RequestId = Guid.NewGuid().ToString() } });
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8($"key,family_name,department,level,badge\n{Events.NewKey()},A,Sales,1,b\n") });
        await call.RequestStream.CompleteAsync();
        var id = (await call).Run.Id;
        await Imports.GetImportAsync(new() { RunId = id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) });
        return id;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_silo.Process.PathOf("prov-data/prov.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
