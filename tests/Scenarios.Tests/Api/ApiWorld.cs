using System.Collections.Immutable;
using Google.Rpc;
using Grpc.Core;
using Prov.Scenarios.Tests.Targets;
using Prov.Silo.Messages;
using Prov.Silo.PolicyTests;
using Prov.V1;
using State = Prov.V1.PolicyTestAccount.Types.State;

namespace Prov.Scenarios.Tests.Api;

/// <summary>A silo as its callers see it, with databases and files as targets that are read with tools of their own.</summary>
internal sealed class ApiWorld : ITestedWorld
{
    private readonly ApiHost _host;
    private readonly ActorSteps _steps;
    private readonly ConfigurationService.ConfigurationServiceClient _configuration;
    private readonly LifecycleEventService.LifecycleEventServiceClient _events;
    private readonly IdentityService.IdentityServiceClient _identities;
    private readonly WorkItemService.WorkItemServiceClient _workItems;
    private readonly GrantService.GrantServiceClient _grants;
    private readonly Dictionary<string, IRealTarget> _targets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string Key), string> _owners = [];

    public ApiWorld(ApiHost host, string scenario, PolicyTest test)
    {
        _host = host;
        _host.Clock.Now = PolicyTestRun.StartOf(test);
        _steps = new(host.Silo, scenario, host.Clock);
        var calls = host.As(scenario);
        (_configuration, _events, _identities, _workItems, _grants) = (new(calls), new(calls), new(calls), new(calls), new(calls));
        foreach (var (name, columns) in TargetColumns.Of(test).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            var (file, exact) = (host.FileOf(scenario, name), test.Configuration.Any(d => d.Name == name && IsExact(d)));
            _targets[name] = _targets.Count % 2 == 0 ? new SqlTarget(file + ".db", columns, ignoreCase: !exact) : new FileTarget(file + ".csv", columns);
        }
    }

    public DateTimeOffset Now => _host.Clock.Now;

    public async Task<ImmutableArray<string>> ConfigureAsync(IReadOnlyList<ConfigurationDocument> documents)
    {
        try
        {
            var applied = await _configuration.ApplyConfigurationAsync(new() { Documents = { documents.Select(Placed) } });
            await _steps.RecomputedAsync(applied.Version);
            return [];
        }
        catch (RpcException fault) when (FaultsOf(fault) is { } faults)
        {
            return [.. faults.Select(f => $"{f.Reason} {f.Field.Split(' ')[0]}")];
        }
    }

    public async Task<EventAnswer> SubmitAsync(LifecycleEvent lifecycleEvent)
    {
        try
        {
            var receipt = (await _events.SubmitEventAsync(new() { Event = lifecycleEvent })).Receipt;
            if (receipt.IdentityId.Length > 0)
            {
                _owners[(lifecycleEvent.Source, lifecycleEvent.SourceKey)] = receipt.IdentityId;
            }

            await _steps.SettleAsync();
            return new(receipt, []);
        }
        catch (RpcException fault) when (FaultsOf(fault) is { } faults)
        {
            return new(null, [.. faults.Select(f => f.Reason)]);
        }
    }

    public Task<ImmutableArray<string>> GiveAsync(CreateGrantRequest request) => ChangeAsync(async () => await _grants.CreateGrantAsync(request));

    public Task<ImmutableArray<string>> RevokeAsync(RevokeGrantRequest request) => ChangeAsync(async () => await _grants.RevokeGrantAsync(request));

    public Task MoveToAsync(DateTimeOffset instant) => _steps.MoveToAsync(instant);

    public Task ChangeAsync(PolicyTestTargetChange change)
    {
        _targets[change.Target].Change(change);
        return Task.CompletedTask;
    }

    public async Task<SeenIdentity?> FindAsync(string source, string key) =>
        _owners.TryGetValue((source, key), out var owner) ? await SeeAsync(owner) : null;

    public async Task<IReadOnlyList<SeenIdentity>> AllAsync()
    {
        var page = await _identities.ListIdentitiesAsync(new() { PageSize = 1000 });
        return await Task.WhenAll(page.Identities.Select(i => SeeAsync(i.Id)));
    }

    private async Task<ImmutableArray<string>> ChangeAsync(Func<Task> change)
    {
        try
        {
            await change();
            await _steps.SettleAsync();
            return [];
        }
        catch (RpcException fault) when (FaultsOf(fault) is { } faults)
        {
            return [.. faults.Select(f => f.Reason)];
        }
    }

    private async Task<SeenIdentity> SeeAsync(string identityId)
    {
        var explained = await _identities.ExplainIdentityAsync(new() { IdentityId = identityId });
        return new(
            $"{explained.Records[0].Source}/{explained.Records[0].SourceKey}",
            explained.Identity,
            explained.Provenance.ToDictionary(p => p.Key, p => $"{p.Value.Source}/{p.Value.SourceKey}"),
            [.. explained.Notes.Select(n => n.Reason)],
            [.. explained.Accounts.Select(See)])
        {
            WorkItems = (await _workItems.ListWorkItemsAsync(new() { Filter = $"item.state == \"open\" && item.subject == \"{identityId}\"", PageSize = 1000 })).Items,
        };
    }

    private SeenAccount See(Account account)
    {
        var name = account.Observed?.Name ?? account.Desired.Name;
        var there = account.Observed is null || !_targets.TryGetValue(account.TargetSystem, out var target)
            ? null
            : target.Accounts().Where(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)).MaxBy(a => a.Name == name);
        var seen = new SeenAccount(account.TargetSystem, account.Intent)
        {
            State = State.Missing,
            Name = account.Desired.Name,
            DeleteAt = account.Desired.DeleteAt is { } at ? Instants.Read(at) : null,
            Failure = account.FailureReason,
        };
        return there is null ? seen : seen with
        {
            State = there.Enabled ? State.Enabled : State.Disabled,
            Name = there.Name,
            Attributes = there.Attributes.ToDictionary(a => a.Key, a => ValueOf(a.Value)),
            Entitlements = there.Entitlements,
        };
    }

    private static AttributeValue ValueOf(IReadOnlyList<string> texts) => texts.Count == 1
        ? new() { StringValue = texts[0] }
        : new() { ListValue = new() { Values = { texts.Select(t => new AttributeValue { StringValue = t }) } } };

    private ConfigurationDocument Placed(ConfigurationDocument document)
    {
        if (document.TargetSystem is null)
        {
            return document;
        }

        var placed = document.Clone();
        _targets[document.Name].Place(placed.TargetSystem);
        return placed;
    }

    private static bool IsExact(ConfigurationDocument document) =>
        document.TargetSystem?.NameEquality == TargetSystem.Types.NameEquality.Exact;

    private static IReadOnlyList<BadRequest.Types.FieldViolation>? FaultsOf(RpcException fault) =>
        fault.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations;
}
