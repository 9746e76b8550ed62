using Microsoft.Extensions.DependencyInjection;
using Prov.Domain.Accounts;
using Prov.Grains.Contracts;
using Prov.Grains.Identities;
using Prov.Storage;
using Prov.Storage.Queries;
using Prov.Tests.Servers;

namespace Prov.Scenarios.Tests;

/// <summary>Drives the actors of one tenant from effect to effect, as the sweepers of a silo do by and by.</summary>
internal sealed class ActorSteps(IServiceProvider silo, string tenant, ScenarioClock clock)
{
    private const int MaxRounds = 10;

    private readonly IProvStore _store = silo.GetRequiredService<IProvStore>();
    private readonly IGrainFactory _grains = silo.GetRequiredService<IGrainFactory>();
    private readonly IdentitySweeper _sweeper = ActivatorUtilities.CreateInstance<IdentitySweeper>(silo);

    /// <summary>Waits until everyone is decided with a version of the configuration.</summary>
    public async Task RecomputedAsync(long version)
    {
        var recompute = _grains.GetGrain<IRecomputeGrain>(GrainKeys.Recompute(tenant));
        await Deadline.UntilAsync(
            () => recompute.EnsureAsync(version, CancellationToken.None), p => p.Done && p.PolicyVersion >= version, TimeSpan.FromSeconds(60),
            $"everyone is decided with version {version}");

        await SettleAsync();
    }

    /// <summary>Moves the clock from one due instant to the next, until the wanted one.</summary>
    public async Task MoveToAsync(DateTimeOffset instant)
    {
        while (await NextDueAsync() is { } due && due <= instant)
        {
            clock.Now = due > clock.Now ? due : clock.Now;
            while (await _sweeper.SweepAsync(CancellationToken.None) > 0)
            {
            }

            await SettleAsync();
        }

        clock.Now = instant;
        await SettleAsync();
    }

    /// <summary>Brings every account as far as it comes: an attempt at each that is behind, and another name where one is taken.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var behind = (await AccountsAsync()).Where(a => a.Account.AppliedGeneration < a.Desired.Generation).ToArray();
            var statuses = await Task.WhenAll(behind.Select(ConvergeAsync));
            var taken = behind.Where((_, i) => statuses[i] == AccountStatus.NameTaken).ToArray();
            if (taken.Length == 0)
            {
                return;
            }

            await Task.WhenAll(taken.Select(RenameAsync));
        }
    }

    private Task<AccountStatus> ConvergeAsync(AccountRow row) =>
        _grains.GetGrain<IAccountGrain>(GrainKeys.Account(row.Desired.AccountId)).ConvergeAsync(row.Desired);

    private Task<EvaluationSummary> RenameAsync(AccountRow row) =>
        _grains.GetGrain<IIdentityGrain>(GrainKeys.Identity(row.Desired.IdentityId)).EvaluateAsync(
            new EvaluationRequest(EvaluationCause.NameTaken) { AccountId = row.Desired.AccountId, Actor = "prov" }, CancellationToken.None);

    private async Task<DateTimeOffset?> NextDueAsync() =>
        (await _store.ListIdentitiesAsync(new IdentityQuery(tenant, 1000, ""), CancellationToken.None)).Items.Min(i => i.Identity.NextEvaluation);

    private async Task<IReadOnlyList<AccountRow>> AccountsAsync() =>
        (await _store.ListAccountsAsync(new AccountQuery(tenant, 1000, ""), CancellationToken.None)).Items;
}
