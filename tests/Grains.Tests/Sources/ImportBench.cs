using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Sources.Imports;
using Prov.Storage.Queries;

namespace Prov.Grains.Tests.Sources;

/// <summary>One source of one tenant with its importer, to feed files to.</summary>
internal sealed class ImportBench : IAsyncDisposable
{
    public const string Source = "hr";

    private readonly ImportCluster _cluster;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prov-import-");
    private FeedImporter _importer;

    public ImportBench(ImportCluster cluster, Func<AuthoritativeSource, AuthoritativeSource>? change = null)
    {
        _cluster = cluster;
        cluster.Store.Models[Tenant] = Model;
        cluster.Sources[Tenant] = (change ?? (s => s))(new AuthoritativeSource
        {
            Name = Source,
            Attributes =
            [
                new("id", AttributeType.String, Required: true), new("name", AttributeType.String, Required: true),
                new("status", AttributeType.String), new("hired", AttributeType.Timestamp), new("grade", AttributeType.Integer),
                new("tags", AttributeType.String, MultiValued: true),
            ],
            Active = "!has(record.status) || record.status != 'left'",
            Feed = new FeedFormat { KeyColumn = "id", Complete = true },
        });
        _importer = Start();
    }

    public string Tenant { get; } = "t" + Guid.NewGuid().ToString("N");

    public SourceModel Model { get; } = new();

    public string Folder => _folder.FullName;

    public IEnumerable<QuarantinedRecord> Quarantine => _cluster.Store.Quarantine.Where(q => q.Tenant == Tenant).OrderBy(q => q.Line);

    public IEnumerable<string> AuditActions => _cluster.Store.Audit.Where(a => a.Tenant == Tenant).Select(a => a.Action);

    public int Scans => _cluster.Store.Scans.GetValueOrDefault(Tenant);

    /// <summary>As when the silo's process ends and another begins: the folder stays, memory does not.</summary>
    public async Task RestartAsync()
    {
        await _importer.StopAsync(CancellationToken.None);
        _importer.Dispose();
        _importer = Start();
    }

    public Task<string> StartAsync(string text, Encoding? encoding = null) =>
        StartAsync((encoding ?? new UTF8Encoding(false)).GetPreamble().Concat((encoding ?? new UTF8Encoding(false)).GetBytes(text)).ToArray());

    public Task<string> StartAsync(byte[] content) => StartAsync(content, Guid.NewGuid());

    public Task<string> StartAsync(byte[] content, Guid requestId, string fileName = "feed.csv") =>
        _importer.StartAsync(new ImportStart(Tenant, Source, fileName, "tester"), new MemoryStream(content), requestId, CancellationToken.None);

    /// <summary>Imports a feed and waits for its end.</summary>
    public async Task<ImportProgress> ImportAsync(string text, Encoding? encoding = null) => await EndOfAsync(await StartAsync(text, encoding));

    public async Task<ImportProgress> ImportAsync(byte[] content) => await EndOfAsync(await StartAsync(content));

    public Task<ImportProgress> EndOfAsync(string runId) => UntilAsync(runId, p => p.State != ImportState.Running);

    public async Task<ImportProgress> UntilAsync(string runId, Func<ImportProgress, bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var progress = await Run(runId).GetAsync(deadline.Token);
            if (progress is not null && condition(progress))
            {
                return progress;
            }

            await Task.Delay(20, deadline.Token);
        }
    }

    /// <summary>Waits until no file of any run is left in the data folder.</summary>
    public async Task UntilNothingIsLeftAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Directory.GetDirectories(Path.Combine(Folder, "imports")).Length > 0)
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    public IImportRunGrain Run(string runId) => _cluster.Grains.GetGrain<IImportRunGrain>(GrainKeys.Import(Tenant, runId));

    public async ValueTask DisposeAsync()
    {
        await _importer.StopAsync(CancellationToken.None);
        _importer.Dispose();
        _folder.Delete(recursive: true);
    }

    private FeedImporter Start()
    {
        var policies = new PolicyCurrent(_cluster.Store, _cluster.Reader, NullLogger<PolicyCurrent>.Instance);
        var options = new ProvGrainsOptions();
        (options.Imports.DataFolder, options.Imports.MaxFeedBytes, options.Imports.HeldPoll) = (Folder, 64 << 20, TimeSpan.FromMilliseconds(20));
        var importer = new FeedImporter(
            _cluster.Grains, _cluster.Store, Model, policies, options, TimeProvider.System, NullLogger<FeedImporter>.Instance);
        _ = importer.StartAsync(CancellationToken.None);
        return importer;
    }
}
