using System.Collections.Immutable;
using Prov.Domain.Correlation;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;
using Prov.Domain.Sources;
using Prov.Grains.Correlation;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Preview;

/// <summary>Shows what would happen, by the code that then does it. Writes nothing, and wakes no actor.</summary>
public sealed class Previewer(IProvStore store, CandidateSearch search, ProvGrainsOptions options, TimeProvider time)
{
    private static readonly TimeSpan _progressPause = TimeSpan.FromMilliseconds(500);

    /// <summary>What a changed configuration would do to a tenant's whole population.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="before">The configuration in force.</param>
    /// <param name="after">The configuration to look at.</param>
    /// <param name="samples">Most plans to keep as samples.</param>
    /// <param name="onProgress">Told now and then how many identities were looked at.</param>
    /// <param name="cancellationToken">Stops the preview.</param>
    public async Task<ConfigurationPreview> OfConfigurationAsync(
        string tenant, PolicySnapshot before, PolicySnapshot after, int samples, Func<long, Task> onProgress, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var change = ConfigurationChange.Between(before, after);
        var scan = new PopulationScan(store, change, tenant, time.GetUtcNow());
        var running = scan.RunAsync(samples, cancellationToken);
        while (await Task.WhenAny(running, Task.Delay(_progressPause, time, cancellationToken)) != running)
        {
            await onProgress(scan.Screened);
        }

        var result = await running;
        return new(
            result.Summary,
            options.Removals.Judge(result.Summary, result.HoldersOf),
            change.ConcernsEveryone ?? "",
            time.GetElapsedTime(begun));
    }

    /// <summary>What one event would do if it were submitted now.</summary>
    public Task<EventPreview> OfEventAsync(LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return OfEventAsync(lifecycleEvent, new PreviewDecision(store, snapshot, now), snapshot, now, cancellationToken);
    }

    /// <summary>What deciding an identity now would do; null when it is not known.</summary>
    public async Task<IdentityPlan?> OfIdentityAsync(string tenant, string identityId, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        var current = (await store.LoadIdentitiesAsync([identityId], cancellationToken)).FirstOrDefault(i => i.Identity.Tenant == tenant);
        return current is null
            ? null
            : await new PreviewDecision(store, snapshot, time.GetUtcNow()).PlanAsync(current, null, tenant, identityId, cancellationToken);
    }

    /// <summary>What one of several events would do; decisions that share names are given together.</summary>
    internal async Task<EventPreview> OfEventAsync(
        LifecycleEvent lifecycleEvent, PreviewDecision decisions, PolicySnapshot snapshot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var faults = EventValidation.Check(lifecycleEvent, snapshot, now);
        if (!faults.IsEmpty)
        {
            return new(faults, null, null);
        }

        var (key, owner) = await FindOwnerAsync(lifecycleEvent, snapshot, cancellationToken);
        var verdict = owner is null ? await JudgeAsync(lifecycleEvent, snapshot, now, cancellationToken) : null;
        if (verdict?.Outcome == MatchOutcome.Review)
        {
            return new([], null, null) { Verdict = verdict };
        }

        owner ??= verdict?.Outcome == MatchOutcome.Link ? verdict.IdentityId : null;
        var id = owner ?? IdentityId.For(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.SourceKey);
        var current = (await store.LoadIdentitiesAsync([id], cancellationToken)).FirstOrDefault();
        var plan = await decisions.PlanAsync(current, lifecycleEvent, lifecycleEvent.Tenant, id, cancellationToken);
        return plan.Decision.Refusal is { } refusal ? new([refusal], key, null) : new([], key, plan) { Verdict = verdict };
    }

    /// <summary>What the source's scored rule says of a record that no key tells the owner of; null when it has none.</summary>
    private async Task<MatchVerdict?> JudgeAsync(
        LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (snapshot.FindCorrelationRule(lifecycleEvent.Source) is not { } rule
            || WaitingRecord.Of([lifecycleEvent], snapshot, now).Record is not { } record)
        {
            return null;
        }

        return await search.JudgeAsync(
            lifecycleEvent.Tenant, lifecycleEvent.Source, MatchDecision.AttributesOf(record, snapshot, now), exact: [], rule, now, cancellationToken);
    }

    private async Task<(Reservation? Key, string? Owner)> FindOwnerAsync(
        LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        var keys = CorrelationDecision.Keys(lifecycleEvent, snapshot);
        var owners = await store.FindOwnersAsync(lifecycleEvent.Tenant, keys, cancellationToken);
        var key = keys.FirstOrDefault(owners.ContainsKey);
        return (key, key is null ? null : owners[key]);
    }
}
