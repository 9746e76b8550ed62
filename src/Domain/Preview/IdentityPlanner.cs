using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;

namespace Prov.Domain.Preview;

/// <summary>Turns a decision into the plan that its accounts will follow at their targets, by the planner that they follow.</summary>
public sealed class IdentityPlanner(PolicySnapshot snapshot)
{
    /// <param name="before">The identity as saved; null for a new one.</param>
    /// <param name="decision">What was decided on it.</param>
    /// <param name="known">What is known of each account at its target, by account id.</param>
    public IdentityPlan Plan(Identity? before, Decision decision, IReadOnlyDictionary<string, Account> known)
    {
        var effects = ImmutableArray.CreateBuilder<PlannedEffect>();
        var accounts = ImmutableArray.CreateBuilder<(DesiredAccount, AccountPlan)>(decision.ChangedAccounts.Length);
        AddRoles(before, decision, effects);
        foreach (var account in decision.ChangedAccounts)
        {
            var (target, last) = (snapshot.Targets[account.Target], known.GetValueOrDefault(account.AccountId));
            var given = last is null ? default : GivenValues.Of(last);
            var plan = AccountPlanner.Plan(account, last?.Observed, target, given);
            accounts.Add((account, plan));
            new AccountEffects(account, last?.Observed, target, snapshot, before, decision.Next, effects).Add(plan);
        }

        AddConflicts(before, decision.Next, effects);
        effects.AddRange(decision.WorkItems.Select(WorkItem).OfType<PlannedEffect>());
        return new IdentityPlan
        {
            IdentityId = decision.Next.Id,
            Decision = decision,
            Before = before?.State,
            Accounts = accounts.ToImmutable(),
            Effects = effects.ToImmutable(),
        };
    }

    // What is closed is told by its id only: its kind is in its row.
    private static PlannedEffect? WorkItem(WorkItemChange change) => change switch
    {
        OpenWorkItem open => new(EffectKind.WorkItemOpened, "", open.Item.Kind.ToString()) { Causes = [open.Item.Subject + ": " + open.Item.Summary] },
        CloseWorkItem close => new(EffectKind.WorkItemClosed, "", "") { Causes = [close.ItemId + ": " + close.Decision] },
        _ => null,
    };

    private static void AddRoles(Identity? before, Decision decision, ImmutableArray<PlannedEffect>.Builder effects)
    {
        var held = RolesOf(before?.Grants ?? []);
        var given = RolesOf(decision.Next.Grants);
        if (before is not null && before.Grants == decision.Next.Grants)
        {
            return;
        }

        effects.AddRange(given.Where(r => !held.ContainsKey(r.Key))
            .Select(r => new PlannedEffect(EffectKind.RoleGranted, "", r.Key) { Causes = r.Value }));
        effects.AddRange(held.Where(r => !given.ContainsKey(r.Key))
            .Select(r => new PlannedEffect(EffectKind.RoleRevoked, "", r.Key) { Causes = r.Value }));
    }

    private static void AddConflicts(Identity? before, Identity after, ImmutableArray<PlannedEffect>.Builder effects)
    {
        if (before is not null && before.Withheld == after.Withheld && before.Violations == after.Violations)
        {
            return;
        }

        foreach (var withheld in after.Withheld.Where(w => before?.Withheld.Any(w.SameAs) != true))
        {
            effects.Add(new(EffectKind.GrantWithheld, withheld.Target, withheld.Name) { Causes = [withheld.By] });
        }

        foreach (var violation in after.Violations.Where(v => before?.Violations.Any(v.SameAs) != true))
        {
            effects.Add(new(EffectKind.SodChanged, "", violation.Rule)
            {
                After = Value.From(violation.Standing.ToString().ToLowerInvariant()), Causes = ["SodRule/" + violation.Rule],
            });
        }
    }

    private static SortedDictionary<string, ImmutableArray<string>> RolesOf(ImmutableArray<Grant> grants)
    {
        var roles = new SortedDictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var grant in grants.Where(g => g.Kind == GrantKind.Role))
        {
            roles[grant.Name] = grant.Causes;
        }

        return roles;
    }

    /// <summary>The effects of one account's plan.</summary>
    private sealed class AccountEffects(
        DesiredAccount desired, ObservedAccount? known, CompiledTarget target, PolicySnapshot snapshot, Identity? before, Identity after,
        ImmutableArray<PlannedEffect>.Builder effects)
    {
        public void Add(AccountPlan plan)
        {
            switch (plan.Kind)
            {
                case AccountPlanKind.Create:
                    AddAccount(EffectKind.AccountCreated, after);
                    AddAttributes(plan.Result!.Attributes);
                    AddRights(EffectKind.EntitlementAdded, plan.Result.Entitlements, after);
                    break;
                case AccountPlanKind.Update:
                    AddUpdate(plan);
                    break;
                case AccountPlanKind.Delete:
                    AddAccount(EffectKind.AccountDeleted, before);
                    break;
                default:
                    break;
            }
        }

        private void AddUpdate(AccountPlan plan)
        {
            if (plan.Enabled is { } enabled)
            {
                AddAccount(enabled ? EffectKind.AccountEnabled : EffectKind.AccountDisabled, enabled ? after : before);
            }

            if (plan.Name is not null)
            {
                effects.Add(Effect(EffectKind.AccountRenamed, plan.Name) with { Before = Value.From(known!.Name), After = Value.From(plan.Name) });
            }

            AddAttributes(plan.Set);
            AddRights(EffectKind.EntitlementAdded, plan.Add, after);
            AddRights(EffectKind.EntitlementRemoved, plan.Remove, before);
        }

        private void AddAccount(EffectKind kind, Identity? holder) => effects.Add(Effect(kind, desired.Name) with
        {
            Causes = CausesOf(holder, GrantKind.Account, desired.Intent),
        });

        private void AddRights(EffectKind kind, ImmutableArray<string> rights, Identity? holder)
        {
            foreach (var right in rights)
            {
                effects.Add(Effect(kind, right) with { Causes = CausesOf(holder, GrantKind.Entitlement, right) });
            }
        }

        private void AddAttributes(ImmutableSortedDictionary<string, Value> attributes)
        {
            foreach (var (name, value) in attributes)
            {
                ImmutableArray<CompiledMapping> mappings = [.. target.Mappings.Where(m => m.Declaration.Attribute == name)];
                var secret = mappings.IsEmpty || mappings.Any(snapshot.IsSecret);
                effects.Add(Effect(value.IsNull ? EffectKind.AttributeRemoved : EffectKind.AttributeSet, name) with
                {
                    Before = secret ? Value.Null : known?.Attributes.GetValueOrDefault(name) ?? Value.Null,
                    After = secret ? Value.Null : value,
                    Secret = secret,
                    Causes = [.. mappings.Select(m => m.Path)],
                });
            }
        }

        private PlannedEffect Effect(EffectKind kind, string name) => new(kind, desired.Target, name) { AccountId = desired.AccountId };

        private ImmutableArray<string> CausesOf(Identity? holder, GrantKind kind, string name) => holder?.Grants
            .FirstOrDefault(g => g.Kind == kind && g.Name == name && g.Target == desired.Target
                && (kind == GrantKind.Account || (g.Intent ?? DesiredAccount.DefaultIntent) == desired.Intent))?.Causes ?? [];
    }
}
