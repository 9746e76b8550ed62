using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Prov.Connectors.Null;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Simulation;
using Prov.Domain.WorkItems;
using Prov.Grains.Contracts;
using Prov.Grains.Policies;
using Prov.Grains.Sources;
using Prov.Silo.Configuration;
using Prov.Silo.Messages;
using Prov.Silo.PolicyTests;
using Prov.Silo.Security;
using Prov.Storage.Queries;
using Prov.V1;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;
using Identity = Prov.Domain.Identities.Identity;
using ObservedAccount = Prov.Domain.Accounts.ObservedAccount;
using WorkItem = Prov.V1.WorkItem;

namespace Prov.Scenarios.Tests.Grains;

/// <summary>The actors and their store, with targets in memory.</summary>
internal sealed class GrainWorld : ITestedWorld
{
    private readonly GrainHost _host;
    private readonly Caller _caller;
    private readonly ActorSteps _steps;
    private readonly PolicyCurrent _policies;
    private readonly ConfigurationCheck _check = new([new NullConnectorFactory()]);
    private long _version;

    public GrainWorld(GrainHost host, string tenant, DateTimeOffset start)
    {
        (_host, _caller) = (host, new(tenant, tenant, FrozenSet<string>.Empty));
        _host.Clock.Now = start;
        _steps = new(host.Silo, tenant, host.Clock);
        _policies = host.Silo.GetRequiredService<PolicyCurrent>();
    }

    public DateTimeOffset Now => _host.Clock.Now;

    private string Tenant => _caller.Tenant;

    private PolicySnapshot Snapshot => _policies.Peek(Tenant)!;

    public async Task<ImmutableArray<string>> ConfigureAsync(IReadOnlyList<ConfigurationDocument> documents)
    {
        var faults = _check.Check(documents).Faults;
        if (faults.IsEmpty)
        {
            var stored = StoredDocuments.Write(DocumentForm.Normal(documents.Select(InMemory)));
            Assert.True(await _host.Store.SaveConfigurationAsync(new(Tenant, ++_version, stored, Tenant, Now), CancellationToken.None));
            await _policies.RefreshAsync(Tenant, CancellationToken.None);
            await _steps.RecomputedAsync(_version);
        }

        return [.. faults.Select(f => $"{f.Reason} {f.Document}")];
    }

    public async Task<EventAnswer> SubmitAsync(LifecycleEvent lifecycleEvent)
    {
        var (read, problems) = Events.Read(lifecycleEvent, _caller);
        if (read is null)
        {
            return new(null, [.. problems.Select(p => p.Reason)]);
        }

        var result = await _host.Silo.GetRequiredService<IEventSubmitter>().SubmitAsync(read, CancellationToken.None);
        await _steps.SettleAsync();
        return result.Refusal is { } refusal
            ? new(null, [.. refusal.Faults.Select(f => f.Reason)])
            : new(Events.Write(result.Receipt!), []);
    }

    public Task<ImmutableArray<string>> GiveAsync(CreateGrantRequest request) => ChangeAsync(GrantMessages.Read(request, _caller));

    public Task<ImmutableArray<string>> RevokeAsync(RevokeGrantRequest request) => ChangeAsync(GrantMessages.Read(request, _caller));

    public Task MoveToAsync(DateTimeOffset instant) => _steps.MoveToAsync(instant);

    public Task ChangeAsync(PolicyTestTargetChange change)
    {
        SimulatedTestWorld.Change(Target(change.Target), Snapshot.FindTarget(change.Target), change);
        return Task.CompletedTask;
    }

    public async Task<SeenIdentity?> FindAsync(string source, string key)
    {
        var record = new Reservation("source:" + source, key);
        var owners = await _host.Store.FindOwnersAsync(Tenant, [record], CancellationToken.None);
        return owners.TryGetValue(record, out var owner) ? await SeeAsync(owner) : null;
    }

    public async Task<IReadOnlyList<SeenIdentity>> AllAsync()
    {
        var page = await _host.Store.ListIdentitiesAsync(new IdentityQuery(Tenant, 1000, ""), CancellationToken.None);
        return await Task.WhenAll(page.Items.Select(i => SeeAsync(i.Identity.Id)));
    }

    private async Task<ImmutableArray<string>> ChangeAsync(GrantChange change)
    {
        var grain = _host.Silo.GetRequiredService<IGrainFactory>().GetGrain<IIdentityGrain>(GrainKeys.Identity(change.IdentityId));
        var result = await grain.ChangeGrantsAsync(change, validateOnly: false, CancellationToken.None);
        await _steps.SettleAsync();
        return [.. (result.Refusal?.Faults ?? []).Select(f => f.Reason)];
    }

    private async Task<SeenIdentity> SeeAsync(string identityId)
    {
        var identity = (await _host.Store.LoadIdentityAsync(identityId, CancellationToken.None))!;
        var page = await _host.Store.ListAccountsAsync(new AccountQuery(Tenant, 1000, "") { IdentityId = identityId }, CancellationToken.None);
        return SeenIdentities.Of(identity, Snapshot, Now, desired =>
        {
            var row = page.Items.Single(a => a.Desired.AccountId == desired.AccountId);
            return (row.Account, row.Account.Observed is { } observed ? Target(desired.Target).Find(observed.NativeId) : null);
        }) with { WorkItems = await WorkItemsAsync(identityId) };
    }

    private async Task<IReadOnlyList<WorkItem>> WorkItemsAsync(string identityId)
    {
        var page = await _host.Store.ListWorkItemsAsync(new WorkItemQuery(Tenant, 1000, "") { Now = Now }, CancellationToken.None);
        return [.. page.Items.Where(i => i.Subject == identityId && i.State == WorkItemState.Open).Select(WorkItemMessages.Write)];
    }

    private SimulatedTarget Target(string name) => _host.Targets.Target(Tenant, name);

    private ConfigurationDocument InMemory(ConfigurationDocument document)
    {
        if (document.TargetSystem is null)
        {
            return document;
        }

        var placed = document.Clone();
        placed.TargetSystem.Connector = _host.Targets.Kind;
        placed.TargetSystem.Settings.Clear();
        placed.TargetSystem.Settings[MemoryConnectorFactory.WorldSetting] = Tenant;
        return placed;
    }
}
