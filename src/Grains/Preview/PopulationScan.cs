using System.Threading.Channels;
using Prov.Domain.Identities;
using Prov.Domain.Preview;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Preview;

/// <summary>
/// Finds whom a change of the configuration concerns, in a whole population, and plans what it does to each of them. One reader feeds
/// several workers through a short queue; what they hold does not grow with the population. Writes nothing.
/// </summary>
internal sealed class PopulationScan(IProvStore store, ConfigurationChange change, string tenant, DateTimeOffset now)
{
    private const int RowsPerPage = 512;
    private const int QueuedPages = 8;

    private long _screened;

    /// <summary>Threads that screen and decide. Default one per processor.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Takes each plan that is not empty, from several threads at once.</summary>
    public Func<IdentityPlan, CancellationToken, ValueTask>? OnPlan { get; init; }

    /// <summary>Waited for between pages, so that whoever scans in the background can give way.</summary>
    public Func<CancellationToken, ValueTask>? BetweenPages { get; init; }

    /// <summary>Identities looked at so far; safe to read at any time.</summary>
    public long Screened => Interlocked.Read(ref _screened);

    /// <summary>Runs to the end.</summary>
    /// <param name="samples">Most plans to keep as samples.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    public async Task<ScanResult> RunAsync(int samples, CancellationToken cancellationToken)
    {
        var everyone = await ConcernsEveryoneAsync(cancellationToken);
        var pages = Channel.CreateBounded<PopulationRow[]>(new BoundedChannelOptions(QueuedPages) { SingleWriter = true });
        var decisions = new PreviewDecision(store, change.After, now);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, Workers)
            .Select(_ => new ScanWorker(store, change, decisions, tenant, now, everyone) { OnPlan = OnPlan, MaxSamples = samples })
            .ToList();
        Task[] tasks =
        [
            Task.Run(() => ReadAsync(pages.Writer, failing.Token), CancellationToken.None),
            .. workers.Select(w => Task.Run(() => w.RunAsync(pages.Reader, failing.Token), CancellationToken.None)),
        ];
        await foreach (var ended in Task.WhenEach(tasks))
        {
            if (!ended.IsCompletedSuccessfully)
            {
                await failing.CancelAsync();
            }
        }

        await FirstFaultAsync(tasks);
        return ScanResult.Of(workers, change, samples);
    }

    // The first that failed for a reason of its own, not because the others were stopped.
    private static Task FirstFaultAsync(Task[] tasks) => tasks.FirstOrDefault(t => t.IsFaulted) ?? Task.WhenAll(tasks);

    private async Task<bool> ConcernsEveryoneAsync(CancellationToken cancellationToken)
    {
        if (change.ConcernsEveryone is not null)
        {
            return true;
        }

        foreach (var target in change.AddedTargets)
        {
            var left = await store.ListAccountsAsync(new AccountQuery(tenant, 1, "") { Target = target }, cancellationToken);
            if (!left.Items.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private async Task ReadAsync(ChannelWriter<PopulationRow[]> pages, CancellationToken cancellationToken)
    {
        try
        {
            var page = new List<PopulationRow>(RowsPerPage);
            await foreach (var row in store.ScanPopulationAsync(tenant, change.Attributes, change.ConcernsOwnGrants, cancellationToken))
            {
                page.Add(row);
                if (page.Count == RowsPerPage)
                {
                    await WriteAsync(pages, page, cancellationToken);
                }
            }

            await WriteAsync(pages, page, cancellationToken);
        }
        finally
        {
            pages.TryComplete();
        }
    }

    private async ValueTask WriteAsync(ChannelWriter<PopulationRow[]> pages, List<PopulationRow> page, CancellationToken cancellationToken)
    {
        await pages.WriteAsync([.. page], cancellationToken);
        Interlocked.Add(ref _screened, page.Count);
        page.Clear();
        if (BetweenPages is not null)
        {
            await BetweenPages(cancellationToken);
        }
    }
}
