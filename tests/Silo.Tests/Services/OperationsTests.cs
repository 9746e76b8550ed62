using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

/// <summary>Targets, sources, audit and status: what operators look at.</summary>
[Collection(SiloCollection.Name)]
public sealed class OperationsTests(RunningSilo silo)
{
    private readonly TargetSystemService.TargetSystemServiceClient _targets = new(silo.Calls);
    private readonly AuthoritativeSourceService.AuthoritativeSourceServiceClient _sources = new(silo.Calls);
    private readonly AuditService.AuditServiceClient _audit = new(silo.Calls);

    [Fact]
    public async Task GetTargetSystem_Known_IsAsDeclared()
    {
        var target = (await _targets.GetTargetSystemAsync(new() { Name = Documents.Target })).TargetSystem;
        var declared = Documents.Directory().TargetSystem;
        declared.Name = Documents.Target;
        Assert.Equal(declared, target);
        Assert.Equal([Documents.Target], (await _targets.ListTargetSystemsAsync(new())).TargetSystems.Select(t => t.Name));
        Assert.True((await _targets.TestTargetSystemAsync(new() { Name = Documents.Target })).Succeeded);
    }

    [Fact]
    public async Task Targets_Unknown_Fail()
    {
        await Fail.WithAsync(StatusCode.NotFound, "TARGET_UNKNOWN", async () => await _targets.GetTargetSystemAsync(new() { Name = "none" }));
        await Fail.WithAsync(StatusCode.NotFound, "TARGET_UNKNOWN", async () => await _targets.TestTargetSystemAsync(new() { Name = "none" }));
        await Fail.WithAsync(StatusCode.NotFound, "TARGET_UNKNOWN", async () => await _targets.SetMaintenanceAsync(new() { Name = "none" }));
        await Fail.WithAsync(StatusCode.NotFound, "SOURCE_UNKNOWN", async () => await _sources.GetAuthoritativeSourceAsync(new() { Name = "none" }));
    }

    [Fact]
    public async Task SetMaintenance_OnAndOff_ShowsInTheStatus()
    {
        var on = await _targets.SetMaintenanceAsync(new() { Name = Documents.Target, Maintenance = true, Explanation = "new disks" });
        Assert.Equal((true, "new disks"), (on.Status.Maintenance, on.Status.MaintenanceExplanation));
        var off = await _targets.SetMaintenanceAsync(new() { Name = Documents.Target });
        Assert.False(off.Status.Maintenance);
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_TOO_LONG", async () => await _targets.SetMaintenanceAsync(
            new() { Name = Documents.Target, Explanation = new string('x', 1025) }));
    }

    [Fact]
    public async Task ListAuthoritativeSources_Declared_AreShown()
    {
        Assert.Equal([Documents.Source], (await _sources.ListAuthoritativeSourcesAsync(new())).Sources.Select(s => s.Name));
        Assert.Equal(4, (await _sources.GetAuthoritativeSourceAsync(new() { Name = Documents.Source })).Source.Attributes.Count);
    }

    [Fact]
    public async Task WatchAuditEntries_FromACursor_GoesOnAfterIt()
    {
        var first = await JoinAsync();
        var second = await JoinAsync();
        var seen = await WatchAsync(new() { FromStart = true }, e => e.Entry?.IdentityId == first);
        var after = await WatchAsync(new() { Cursor = seen.Cursor }, e => e.Entry?.IdentityId == second);
        Assert.True(after.Entry.Position > seen.Entry.Position);
    }

    [Fact]
    public async Task WatchAuditEntries_WithoutCursor_BeginsNow()
    {
        await JoinAsync();
        using var call = _audit.WatchAuditEntries(new());
        Assert.True(await call.ResponseStream.MoveNext(Limit()));
        Assert.Equal("", call.ResponseStream.Current.Entry?.IdentityId ?? "");

        // The account of the one before can still be on its way; its join has been.
        var after = await JoinAsync();
        var joined = new List<string>();
        while (!joined.Contains(after) && await call.ResponseStream.MoveNext(Limit()))
        {
            if (call.ResponseStream.Current.Entry is { Action: "IDENTITY_JOINED" } entry)
            {
                joined.Add(entry.IdentityId);
            }
        }

        Assert.Equal([after], joined);
    }

    [Fact]
    public async Task WatchAuditEntries_ForeignCursor_IsRefused() => await Fail.WithAsync(
        StatusCode.InvalidArgument, "CURSOR_INVALID", () => WatchAsync(new() { Cursor = "?" }, _ => true));

    [Fact]
    public async Task ListAuditEntries_OfOneIdentity_AreInOrderAndVerified()
    {
        var id = await JoinAsync();
        var entries = (await _audit.ListAuditEntriesAsync(new() { IdentityId = id })).Entries;
        Assert.Equal("IDENTITY_JOINED", entries[0].Action);
        Assert.Equal(entries.Select(e => e.Position).Order(), entries.Select(e => e.Position));
        var verified = await _audit.VerifyAuditAsync(new());
        Assert.True(verified.Intact && verified.Entries > 0, string.Join("; ", verified.Breaks));
    }

    [Fact]
    public async Task GetStatus_Running_CountsWhatIsThere()
    {
        await JoinAsync();
        var status = await new StatusService.StatusServiceClient(silo.As(RunningSilo.ReaderToken)).GetStatusAsync(new());
        Assert.Single(status.Silos);
        Assert.Matches(@"^\d+\.\d+", status.ServerVersion);
        Assert.True(status.ConfigurationVersion > 0 && status.Events > 0 && status.IdentitiesByState["active"] > 0);
        Assert.Equal([Documents.Target], status.TargetSystems.Select(t => t.TargetSystem));
    }

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    private async Task<string> JoinAsync() => (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls).SubmitEventAsync(
        new() { Event = Events.Join(Events.NewKey()) })).Receipt.IdentityId;

    private async Task<WatchAuditEntriesResponse> WatchAsync(WatchAuditEntriesRequest request, Func<WatchAuditEntriesResponse, bool> wanted)
    {
        using var call = _audit.WatchAuditEntries(request);
        while (await call.ResponseStream.MoveNext(Limit()))
        {
            if (wanted(call.ResponseStream.Current))
            {
                return call.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
