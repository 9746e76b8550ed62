using Prov.Connectors.Capabilities;

namespace Prov.Connectors.Tests.Scim;

/// <summary>What a probe reports of real servers that differ, and that it leaves nothing behind.</summary>
public sealed class ScimProbeTests
{
    [Fact]
    public async Task Probe_Scimmy_ShowsWhatItSaysAndDoes()
    {
        var report = await ProbeAsync(ScimServerKind.Scimmy);

        Assert.Equal((true, true), Of(report, "patch"));
        Assert.Equal((true, true), Of(report, "filter"));
        Assert.Equal((null, false), Of(report, "filterEscapes"));
        Assert.Equal((false, false), Of(report, "etag"));
        Assert.Equal([("changes", "lastModified"), ("paging", "index"), ("write", "patch")], report.Settings.Select(s => (s.Key, s.Value)));
    }

    [Fact]
    public async Task Probe_ServerWithoutPatch_DialectSaysPut()
    {
        var report = await ProbeAsync(ScimServerKind.Replacing);

        Assert.Equal((false, false), Of(report, "patch"));
        Assert.Equal((null, true), Of(report, "put"));
        Assert.Equal((true, true), Of(report, "etag"));
        Assert.Equal((null, true), Of(report, "filterLastModified"));
        Assert.Equal("put", report.Settings["write"]);
        Assert.DoesNotContain(report.Findings, f => f.Contradicts);
    }

    private static (bool? Says, bool? Does) Of(ProbeReport report, string feature)
    {
        var finding = Assert.Single(report.Findings, f => f.Feature == feature);
        return (finding.Says, finding.Does);
    }

    private static async Task<ProbeReport> ProbeAsync(ScimServerKind kind)
    {
        await using var target = await ScimTarget.StartOwnAsync(kind);
        var prober = Assert.IsAssignableFrom<ITargetProber>(target.Make());

        var result = await prober.ProbeAsync(TestContext.Current.CancellationToken);

        Assert.True(result.IsDone, result.Message);
        Assert.Equal(0, await target.CountAsync());
        return result.Value!;
    }
}
