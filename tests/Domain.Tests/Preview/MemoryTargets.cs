using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Preview;

namespace Prov.Domain.Tests.Preview;

/// <summary>
/// Target systems in memory. Each account is there twice: as the calls of execution left it, and as the effects of previews say that it
/// will be. The two may never differ.
/// </summary>
internal sealed class MemoryTargets
{
    private readonly Dictionary<string, ObservedAccount> _executed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedAccount> _previewed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _known = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Account> Known => _known;

    /// <summary>Calls that changed something.</summary>
    public int Writes { get; private set; }

    /// <summary>Does what the effects of a preview say, and nothing else.</summary>
    public void Preview(IdentityPlan plan)
    {
        foreach (var effect in plan.Effects.Where(e => e.AccountId.Length > 0))
        {
            if (effect.Kind == EffectKind.AccountDeleted)
            {
                Assert.True(_previewed.Remove(effect.AccountId));
                continue;
            }

            var known = effect.Kind == EffectKind.AccountCreated
                ? new ObservedAccount { NativeId = effect.Name, Name = effect.Name, Enabled = true }
                : _previewed[effect.AccountId];
            _previewed[effect.AccountId] = After(known, effect);
        }
    }

    /// <summary>Brings every account of an identity to its desired generation, as its actor would.</summary>
    public void Execute(Identity identity, PolicySnapshot snapshot)
    {
        foreach (var desired in identity.Accounts.Where(a => snapshot.Targets.ContainsKey(a.Target)))
        {
            var known = _known.GetValueOrDefault(desired.AccountId) ?? new Account { AccountId = desired.AccountId };
            if (known.AppliedGeneration == desired.Generation)
            {
                continue;
            }

            var target = snapshot.Targets[desired.Target];
            var plan = AccountPlanner.Plan(desired, _executed.GetValueOrDefault(desired.AccountId), target, GivenValues.Of(known));
            var observed = Executed(plan, _executed.GetValueOrDefault(desired.AccountId));
            Put(_executed, desired.AccountId, observed);
            Writes += plan.Kind == AccountPlanKind.None ? 0 : 1;
            _known[desired.AccountId] = known with
            {
                AppliedGeneration = desired.Generation, Status = AccountStatus.Converged, Observed = observed,
                Given = GivenValues.After(desired, observed, target),
            };
        }
    }

    /// <summary>One identity's accounts are at the targets as its previews said.</summary>
    public void AssertSame(Identity identity, string what)
    {
        foreach (var account in identity.Accounts)
        {
            Assert.True(Shown(_executed, account.AccountId) == Shown(_previewed, account.AccountId), what);
        }
    }

    /// <summary>All accounts are, and there are no others.</summary>
    public void AssertSame() => Assert.All(
        _executed.Keys.Union(_previewed.Keys), id => Assert.Equal(Shown(_executed, id), Shown(_previewed, id)));

    private static ObservedAccount After(ObservedAccount account, PlannedEffect effect) => effect.Kind switch
    {
        EffectKind.AccountEnabled => account with { Enabled = true },
        EffectKind.AccountDisabled => account with { Enabled = false },
        EffectKind.AccountRenamed => account with { Name = effect.Name },
        EffectKind.AttributeSet => account with { Attributes = account.Attributes.SetItem(effect.Name, effect.After) },
        EffectKind.AttributeRemoved => account with { Attributes = account.Attributes.Remove(effect.Name) },
        EffectKind.EntitlementAdded => account with { Entitlements = account.Entitlements.Add(effect.Name) },
        EffectKind.EntitlementRemoved => account with { Entitlements = account.Entitlements.Remove(effect.Name) },
        _ => account,
    };

    // What a connector does with the call that it gets.
    private static ObservedAccount? Executed(AccountPlan plan, ObservedAccount? account) => plan.Kind switch
    {
        AccountPlanKind.Create => plan.Result,
        AccountPlanKind.Delete => null,
        AccountPlanKind.Update => account! with
        {
            Enabled = plan.Enabled ?? account.Enabled,
            Name = plan.Name ?? account.Name,
            Attributes = AttributeSet.WithoutNulls(account.Attributes.SetItems(plan.Set)),
            Entitlements = [.. account.Entitlements.Except(plan.Remove), .. plan.Add],
        },
        _ => account,
    };

    private static void Put(Dictionary<string, ObservedAccount> accounts, string id, ObservedAccount? account)
    {
        accounts.Remove(id);
        if (account is not null)
        {
            accounts[id] = account;
        }
    }

    private static string Shown(Dictionary<string, ObservedAccount> accounts, string id) => accounts.TryGetValue(id, out var account)
        ? $"{account.Name} {account.Enabled} {Shown(account.Attributes)} {string.Join(',', account.Entitlements.Order(StringComparer.Ordinal))}"
        : "absent";

    // A secret's value is not in an effect: only that it is set is compared.
    private static string Shown(ImmutableSortedDictionary<string, Value> attributes) =>
        string.Join(';', attributes.Select(a => a.Key == "secret" ? a.Key : $"{a.Key}={a.Value}"));
}
