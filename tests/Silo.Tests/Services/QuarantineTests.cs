using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>Rows that were set aside are tried again when the configuration, or a person, knows better.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private readonly RunningSilo _silo = new();
    private AuthoritativeSourceService.AuthoritativeSourceServiceClient _sources = null!;

    public async ValueTask InitializeAsync()
    {
        await _silo.InitializeAsync();
        _sources = new(_silo.Calls);
    }

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Replay_AfterTheConfigurationIsMended_TakesTheRows()
    {
        var run = await ImportAsync("key,family_name,department,level,badge\n" + Good() + "q-1,Ünal,Sales,many,s3cret\nq-2,Obi,Sales,few,b\n");
        Assert.Equal(2, run.Metadata.RowsBad);
        var stays = (await _sources.ReplayQuarantinedRecordsAsync(new() { RunId = run.Id })).Results;
        Assert.All(stays, r => Assert.StartsWith("NUMBER_INVALID", Assert.Single(r.Faults), StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", stays.ToString(), StringComparison.Ordinal);

        await _silo.ApplyAsync(Documents.All().Select(LevelAsText));
        var taken = (await _sources.ReplayQuarantinedRecordsAsync(new() { RunId = run.Id, Lines = { 42 } })).Results;

        Assert.Equal(("q-1", 0), Assert.Single(taken.Select(r => (r.SourceKey, r.Faults.Count))));
        Assert.Equal(43, Assert.Single((await _sources.ListQuarantinedRecordsAsync(new() { RunId = run.Id })).Records).Line);
        var identities = new IdentityService.IdentityServiceClient(_silo.Calls);
        Assert.Single((await identities.ListIdentitiesAsync(new() { Filter = "identity.familyName == 'Ünal'" })).Identities);
        var audit = await new AuditService.AuditServiceClient(_silo.Calls).ListAuditEntriesAsync(new() { Subject = "Import/" + run.Id, Action = "QUARANTINE_REPLAYED" });
        Assert.Equal("42", Assert.Single(audit.Entries).Details["line"]);
    }

    [Fact]
    public async Task Release_OneOfSeveralWithOneKey_LetsThatOneThrough()
    {
        var run = await ImportAsync("key,family_name,department,level,badge\n" + Good() + "d-1,Right,Sales,1,b\nd-1,Wrong,Sales,1,b\n");
        var refused = (await _sources.ReplayQuarantinedRecordsAsync(new() { RunId = run.Id })).Results;
        Assert.All(refused, r => Assert.StartsWith("KEY_DUPLICATE", Assert.Single(r.Faults), StringComparison.Ordinal));

        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _sources.ReleaseQuarantinedRecordsAsync(new() { RunId = run.Id }));
        var released = (await _sources.ReleaseQuarantinedRecordsAsync(new() { RunId = run.Id, Lines = { refused[0].Line } })).Results;

        Assert.Empty(Assert.Single(released).Faults);
        var identities = new IdentityService.IdentityServiceClient(_silo.Calls);
        Assert.Single((await identities.ListIdentitiesAsync(new() { Filter = "identity.familyName == 'Right'" })).Identities);
        Assert.Empty((await identities.ListIdentitiesAsync(new() { Filter = "identity.familyName == 'Wrong'" })).Identities);
        Assert.Empty((await _sources.ReplayQuarantinedRecordsAsync(new() { RunId = "imp-none" })).Results);
    }

    private static string Good() => string.Concat(Enumerable.Range(0, 40).Select(i => $"g-{i},Good,Sales,1,b\n"));

    private static ConfigurationDocument LevelAsText(ConfigurationDocument document)
    {
        if (document.AuthoritativeSource is { } source)
        {
            source.Attributes.Single(a => a.Name == "level").Type = AttributeType.String;
            source.Mappings.Remove(source.Mappings.Single(m => m.Attribute == "level"));
        }

        return document;
    }

    private async Task<ImportRun> ImportAsync(string text)
    {
        var imports = new ImportService.ImportServiceClient(_silo.Calls);
        using var call = imports.ImportFeed();
        await call.RequestStream.WriteAsync(new() { Header = new() { Source = Documents.Source, RequestId = Guid.NewGuid().ToString() } });
        await call.RequestStream.WriteAsync(new() { Chunk = ByteString.CopyFromUtf8(text) });
        await call.RequestStream.CompleteAsync();
        var run = (await call.ResponseAsync).Run;
        return (await imports.GetImportAsync(new() { RunId = run.Id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)) })).Run;
    }
}
