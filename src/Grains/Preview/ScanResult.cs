using Prov.Domain.Policies;
using Prov.Domain.Preview;

namespace Prov.Grains.Preview;

/// <summary>What a scan found.</summary>
/// <param name="Summary">What the change does, all workers together.</param>
/// <param name="Holders">How many held, before, what the change may take away; the name is empty for accounts.</param>
internal sealed record ScanResult(PlanSummary Summary, IReadOnlyDictionary<(GrantKind Kind, string Target, string Name), long> Holders)
{
    public static ScanResult Of(IEnumerable<ScanWorker> workers, ConfigurationChange change, int samples)
    {
        var summary = new PlanSummary { MaxSamples = samples };
        var holders = new Dictionary<(GrantKind, string, string), long>();
        foreach (var worker in workers)
        {
            summary.Add(worker.Summary);
            foreach (var (grant, count) in worker.Holders.Concat(worker.Tally.Counts(change)))
            {
                holders[grant] = holders.GetValueOrDefault(grant) + count;
            }
        }

        return new(summary, holders);
    }

    public long HoldersOf(GrantKind kind, string target, string name) => Holders.GetValueOrDefault((kind, target, name));
}
