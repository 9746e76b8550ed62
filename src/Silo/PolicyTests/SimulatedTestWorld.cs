using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Policies;
using Prov.Domain.Simulation;
using Prov.Silo.Configuration;
using Prov.Silo.Messages;
using Prov.Silo.Security;
using Prov.V1;
using Account = Prov.Domain.Accounts.Account;
using CompiledTarget = Prov.Domain.TargetSystems.CompiledTarget;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;
using Identity = Prov.Domain.Identities.Identity;
using ObservedAccount = Prov.Domain.Accounts.ObservedAccount;

namespace Prov.Silo.PolicyTests;

/// <summary>The pure decisions with everything about them in memory.</summary>
internal sealed class SimulatedTestWorld(ConfigurationCheck check, DateTimeOffset start) : ITestedWorld
{
    private static readonly Caller _caller = new("policy test", SimulatedWorld.Tenant, FrozenSet<string>.Empty);

    private readonly SimulatedWorld _world = new(start);

    public DateTimeOffset Now => _world.Now;

    public Task<ImmutableArray<string>> ConfigureAsync(IReadOnlyList<ConfigurationDocument> documents)
    {
        var faults = check.Check(documents).Faults;
        if (faults.IsEmpty)
        {
            var configuration = DocumentReader.Read(documents).Configuration;
            _world.Configure(PolicySnapshot.Compile(configuration, _world.Snapshot.Version + 1).Snapshot!);
        }

        return Task.FromResult(faults.Select(f => $"{f.Reason} {f.Document}").ToImmutableArray());
    }

    public Task<EventAnswer> SubmitAsync(LifecycleEvent lifecycleEvent)
    {
        var (read, problems) = Events.Read(lifecycleEvent, _caller);
        if (read is null)
        {
            return Task.FromResult(new EventAnswer(null, [.. problems.Select(p => p.Reason)]));
        }

        var (receipt, faults) = _world.Submit(read);
        return Task.FromResult(new EventAnswer(receipt is null ? null : Events.Write(receipt), [.. faults.Select(f => f.Reason)]));
    }

    public Task<ImmutableArray<string>> GiveAsync(CreateGrantRequest request) => ChangeAsync(GrantMessages.Read(request, _caller));

    public Task<ImmutableArray<string>> RevokeAsync(RevokeGrantRequest request) => ChangeAsync(GrantMessages.Read(request, _caller));

    public Task MoveToAsync(DateTimeOffset instant)
    {
        _world.MoveTo(instant);
        return Task.CompletedTask;
    }

    public Task ChangeAsync(PolicyTestTargetChange change)
    {
        Change(_world.Target(change.Target), _world.Snapshot.FindTarget(change.Target), change);
        return Task.CompletedTask;
    }

    public Task<SeenIdentity?> FindAsync(string source, string key) =>
        Task.FromResult(_world.Find(source, key) is { } identity ? See(identity) : null);

    public Task<IReadOnlyList<SeenIdentity>> AllAsync() =>
        Task.FromResult<IReadOnlyList<SeenIdentity>>([.. _world.Identities.Select(See)]);

    /// <summary>Does at a target in memory what somebody does by hand.</summary>
    internal static void Change(SimulatedTarget target, CompiledTarget? compiled, PolicyTestTargetChange change)
    {
        var there = compiled is null
            ? target.Accounts.FirstOrDefault(a => a.Name == change.Account)
            : target.Find(change.Account, compiled.Declaration);
        if (change.Delete)
        {
            target.Delete(there?.NativeId ?? "");
        }
        else if (there is null)
        {
            target.Create(Changed(new ObservedAccount { NativeId = "", Name = change.Account, Enabled = true }, change));
        }
        else
        {
            target.Write(Changed(there, change));
        }
    }

    private static ObservedAccount Changed(ObservedAccount account, PolicyTestTargetChange change) => account with
    {
        Enabled = change.HasEnabled ? change.Enabled : account.Enabled,
        Attributes = Domain.Identities.AttributeSet.WithoutNulls(account.Attributes.SetItems(Values.Read(change.Attributes))),
        Entitlements = [.. account.Entitlements.Union(change.Add).Except(change.Remove)],
    };

    private Task<ImmutableArray<string>> ChangeAsync(GrantChange change) =>
        Task.FromResult(_world.Change(change).Select(f => f.Reason).ToImmutableArray());

    private SeenIdentity See(Identity identity) => SeenIdentities.Of(identity, _world.Snapshot, _world.Now, AccountOf) with
    {
        WorkItems = [.. _world.OpenWorkItems(identity.Id).Select(WorkItemMessages.Write)],
    };

    private (Account? Known, ObservedAccount? There) AccountOf(DesiredAccount desired)
    {
        var known = _world.FindAccount(desired.AccountId);
        return (known, known?.Observed is { } observed ? _world.Target(desired.Target).Find(observed.NativeId) : null);
    }
}
