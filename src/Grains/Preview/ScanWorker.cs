using System.Threading.Channels;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Preview;

/// <summary>One thread of a scan: screens rows, gathers those that may be concerned, and decides these in batches.</summary>
internal sealed class ScanWorker(
    IProvStore store, ConfigurationChange change, PreviewDecision decisions, string tenant, DateTimeOffset now, bool everyone)
{
    private const int IdentitiesPerBatch = 200;

    private readonly AttributeReader _reader = change.Reader();
    private readonly ChangeScreen _screen = change.Screen(now);
    private readonly GrantTally _tally = change.Tally(now);
    private readonly List<string> _concerned = new(IdentitiesPerBatch);

    public Func<IdentityPlan, CancellationToken, ValueTask>? OnPlan { get; init; }

    public int MaxSamples { get; init; }

    public PlanSummary Summary => field ??= new PlanSummary { MaxSamples = MaxSamples };

    /// <summary>Holders of what may be taken away, as far as this worker has counted them.</summary>
    public Dictionary<(GrantKind Kind, string Target, string Name), long> Holders { get; } = [];

    public GrantTally Tally => _tally;

    public async Task RunAsync(ChannelReader<PopulationRow[]> pages, CancellationToken cancellationToken)
    {
        await foreach (var page in pages.ReadAllAsync(cancellationToken))
        {
            Screen(page);
            while (_concerned.Count >= IdentitiesPerBatch)
            {
                await DecideAsync(cancellationToken);
            }
        }

        while (_concerned.Count > 0)
        {
            await DecideAsync(cancellationToken);
        }
    }

    private void Screen(PopulationRow[] page)
    {
        Summary.Screened += page.Length;
        foreach (var row in page)
        {
            if (everyone || IsConcerned(row))
            {
                _concerned.Add(row.Id);
            }
        }
    }

    /// <summary>Whose turn has come by the clock, or who was decided with a later version, is decided whatever the attributes say.</summary>
    private bool IsConcerned(PopulationRow row)
    {
        var concerned = row.DueAt <= now || row.PolicyVersion > change.Before.Version || row.HasOwnGrants;
        if (row.State is not (LifecycleState.Active or LifecycleState.Suspended))
        {
            return concerned;
        }

        _reader.Read(row.Id, row.State, row.Attributes.Span);
        if (!_tally.IsEmpty)
        {
            _tally.Count(_reader.Identity);
        }

        return concerned || _screen.Concerns(_reader.Identity);
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        var count = Math.Min(IdentitiesPerBatch, _concerned.Count);
        var batch = _concerned.GetRange(0, count);
        _concerned.RemoveRange(0, count);
        foreach (var current in await store.LoadIdentitiesAsync(batch, cancellationToken))
        {
            if (everyone)
            {
                CountHolder(current.Identity);
            }

            var plan = await decisions.PlanAsync(current, null, tenant, current.Identity.Id, cancellationToken);
            Summary.Decided++;
            Summary.Add(plan);
            if (plan.Decision.Changed && OnPlan is not null)
            {
                await OnPlan(plan, cancellationToken);
            }
        }
    }

    private void CountHolder(Identity identity)
    {
        foreach (var grant in identity.Grants.Where(g => g.Kind != GrantKind.Role))
        {
            var key = (grant.Kind, grant.Target, grant.Kind == GrantKind.Account ? "" : grant.Name);
            Holders[key] = Holders.GetValueOrDefault(key) + 1;
        }
    }
}
