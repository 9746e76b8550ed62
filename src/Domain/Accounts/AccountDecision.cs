using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Decides what each account of one identity should be, from what it is granted.</summary>
/// <remarks>
/// Granted: enabled while the identity is active, disabled while it is suspended. Not granted any more: disabled first, absent when its
/// grace period is over; the end of the grace period is set once. Names are kept for life. An account of a target that the configuration
/// has no more stays as it was.
/// </remarks>
internal sealed class AccountDecision(
    Identity identity, PolicySnapshot snapshot, DecisionContext context, DateTimeOffset now, NoteCollector notes)
{
    private Value _view;
    private InputChanges _changes = InputChanges.All;
    private DateTimeOffset? _next;
    private ImmutableArray<DesiredAccount> _accounts = identity.Accounts;

    /// <param name="Accounts">All accounts; the identity's own array when nothing differs.</param>
    /// <param name="Next">The next instant at which a mapping comes into force or goes out of it; null for none.</param>
    public readonly record struct Result(ImmutableArray<DesiredAccount> Accounts, DateTimeOffset? Next);

    /// <param name="view">The identity as expressions read it.</param>
    /// <param name="grants">What it is granted; empty when it is not here.</param>
    /// <param name="changes">What differs from the identity that the accounts were last decided for.</param>
    public Result Run(Value view, ImmutableArray<Grant> grants, InputChanges changes)
    {
        (_view, _changes) = (view, changes);
        for (var i = 0; i < _accounts.Length; i++)
        {
            var old = _accounts[i];
            var next = AccountGeneration.Seal(old, Next(old, grants), identity.Epoch, context.Emergency);
            _accounts = ReferenceEquals(old, next) ? _accounts : _accounts.SetItem(i, next);
        }

        foreach (var grant in grants)
        {
            if (grant.Kind == GrantKind.Account && Find(identity.Accounts, grant) is null
                && Granted(First(grant), snapshot.Targets[grant.Target], grants) is { } first)
            {
                _accounts = _accounts.Add(AccountGeneration.Seal(null, first, identity.Epoch, context.Emergency));
            }
        }

        return new(_accounts, _next);
    }

    private DesiredAccount Next(DesiredAccount old, ImmutableArray<Grant> grants)
    {
        if (!snapshot.Targets.TryGetValue(old.Target, out var target))
        {
            notes.Add(DecisionNoteReasons.TargetUnknown, "TargetSystem/" + old.Target, "The account's target is not configured any more.");
            return old;
        }

        foreach (var grant in grants)
        {
            if (grant.Kind == GrantKind.Account && grant.Target == old.Target && grant.Name == old.Intent)
            {
                return Granted(old, target, grants) ?? Withdrawn(old, target);
            }
        }

        return Withdrawn(old, target);
    }

    private static DesiredAccount? Find(ImmutableArray<DesiredAccount> accounts, Grant grant)
    {
        foreach (var account in accounts)
        {
            if (account.Target == grant.Target && account.Intent == grant.Name)
            {
                return account;
            }
        }

        return null;
    }

    private DesiredAccount First(Grant grant) => new()
    {
        AccountId = IdentityId.ForAccount(identity.Id, grant.Target, grant.Name),
        IdentityId = identity.Id,
        Tenant = identity.Tenant,
        Target = grant.Target,
        Intent = grant.Name,
        Name = "",
    };

    /// <summary>The account as granted; null when it is out of scope, can have no name, or lacks an attribute that it needs.</summary>
    private DesiredAccount? Granted(DesiredAccount old, CompiledTarget target, ImmutableArray<Grant> grants)
    {
        var name = IsInScope(target) ? Name(old, target) : null;
        if (name is null)
        {
            return null;
        }

        // Only an account that was granted at the last decision had its mappings run then.
        var changes = old.State == AccountState.Enabled ? _changes : InputChanges.All;
        var attributes = new AccountAttributes(target, _view, now, notes).Compute(old, name, changes);
        _next = Sources.RecordView.Earlier(_next, attributes.Next);
        if (old.State == AccountState.Absent && LacksRequired(target, attributes.Values))
        {
            return null;
        }

        var entitlements = AccountRights.Granted(old, grants);
        return old with
        {
            State = identity.State == LifecycleState.Active ? AccountState.Enabled : AccountState.Disabled,
            Name = name,
            Placement = new AccountPlacement(target, _view, notes).Compute(old, name),
            Attributes = attributes.Values,
            Assertions = attributes.Assertions,
            Entitlements = entitlements,
            Withdrawn = AccountRights.Withdrawn(old, entitlements),
            DeleteAt = null,
        };
    }

    private DesiredAccount Withdrawn(DesiredAccount old, CompiledTarget target)
    {
        if (old.State == AccountState.Absent)
        {
            return old;
        }

        var rule = target.Declaration.Deprovisioning;
        var deleteAt = (old.State == AccountState.Disabled ? old.DeleteAt : null) ?? now + rule.DeleteAfter;
        if (deleteAt <= now)
        {
            return old with
            {
                State = AccountState.Absent,
                Attributes = AttributeSet.Empty,
                Assertions = DesiredAccount.NoAssertions,
                Entitlements = [],
                Withdrawn = [],
                DeleteAt = null,
            };
        }

        var entitlements = rule.RemoveEntitlements ? [] : old.Entitlements;
        return old with
        {
            State = AccountState.Disabled,
            Entitlements = entitlements,
            Withdrawn = AccountRights.Withdrawn(old, entitlements),
            DeleteAt = deleteAt,
        };
    }

    private bool IsInScope(CompiledTarget target)
    {
        if (target.Scope is null)
        {
            return true;
        }

        var result = target.Scope.Evaluate(_view, Value.From(now));
        if (result.NextChange is not null)
        {
            _next = Sources.RecordView.Earlier(_next, target.Scope.NextChange(_view, Value.From(now)));
        }

        if (!result.IsTrue)
        {
            notes.Add(
                DecisionNoteReasons.OutOfScope, $"TargetSystem/{target.Name} spec.scope",
                result.IsError ? $"{result.ErrorReason}: {result.ErrorMessage}" : "Granted, but not in the scope of the target.");
        }

        return result.IsTrue;
    }

    private bool LacksRequired(CompiledTarget target, ImmutableSortedDictionary<string, Value> attributes)
    {
        var lacks = false;
        foreach (var attribute in target.Attributes)
        {
            if (attribute.IsRequired && AccountValues.IsBlank(attributes.GetValueOrDefault(attribute.Name)))
            {
                notes.Add(
                    DecisionNoteReasons.AccountAttributeMissing, attribute.Mappings[0].Path,
                    $"The account is made when '{attribute.Name}' has a value.");
                lacks = true;
            }
        }

        return lacks;
    }

    private string? Name(DesiredAccount old, CompiledTarget target)
    {
        var present = old.Name.Length > 0 ? AccountNaming.Reservation(old.Name, target) : null;
        var rename = context.RenameAccounts.Contains(old.AccountId);
        if (present is not null && !rename && !context.TakenByOthers.Contains(present))
        {
            return old.Name;
        }

        var path = $"TargetSystem/{target.Name} spec.accountName.expression";
        var wished = target.AccountName.Evaluate(_view);
        var clean = wished.Value.Kind == ValueKind.String ? AccountNaming.Clean(wished.Value.AsString()) : "";
        if (clean.Length == 0)
        {
            notes.Add(
                DecisionNoteReasons.AccountNameMissing, path,
                wished.IsError ? $"{wished.ErrorReason}: {wished.ErrorMessage}" : "The rule gives no name for this identity.");
            return null;
        }

        bool IsTaken(Reservation r) => context.TakenByOthers.Contains(r) || (rename && r == present) || IsOfAnotherAccount(r, old, target);
        var name = (rename ? AccountNaming.ChooseBehind(present, clean, target, _view, IsTaken) : null)
            ?? AccountNaming.Choose(clean, target, _view, IsTaken);
        if (name is null)
        {
            notes.Add(DecisionNoteReasons.AccountNamesExhausted, path, "Every number behind the wished name is taken. Change the rule.");
        }

        return name;
    }

    // The reservations are the identity's: that its accounts of several intents differ by name is seen to here.
    private bool IsOfAnotherAccount(Reservation name, DesiredAccount account, CompiledTarget target)
    {
        foreach (var other in _accounts)
        {
            if (other.AccountId != account.AccountId && other.State != AccountState.Absent
                && snapshot.Targets.TryGetValue(other.Target, out var place) && place.Space == target.Space
                && AccountNaming.Reservation(other.Name, place) == name)
            {
                return true;
            }
        }

        return false;
    }
}
