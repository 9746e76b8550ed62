using System.Collections.Immutable;
using Prov.Domain;
using Prov.Domain.Accounts;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Reconciliation;
using Prov.Domain.TargetSystems;
using Prov.Domain.WorkItems;
using Prov.Storage;
using Prov.Storage.Queries;

namespace Prov.Grains.Reconciliation;

/// <summary>An account that no record is known to claim, judged.</summary>
/// <param name="Account">As it was found.</param>
/// <param name="Situation">How it stands.</param>
/// <param name="Row">The record that claims it after all, or that it could become; null for none.</param>
/// <param name="Owners">Whom it can belong to, best first.</param>
/// <param name="Explanation">Why.</param>
internal sealed record FoundAccount(
    ObservedAccount Account, Situation Situation, AccountRow? Row, ImmutableArray<WorkItemCandidate> Owners, string Explanation);

/// <summary>Judges found accounts, many at once: by the names that Prov gave, then by the target's correlation.</summary>
internal sealed class FoundAccounts(IProvStore store, CompiledTarget target, string tenant, TimeProvider time)
{
    public async Task<IReadOnlyList<FoundAccount>> JudgeAsync(IReadOnlyList<ObservedAccount> found, CancellationToken cancellationToken)
    {
        var told = target.Reconciliation.Correlates ? found.Select(target.Reconciliation.AttributesOf).ToList() : null;
        var names = found.Select(f => AccountNaming.Reservation(f.Name, target)).ToList();
        var exact = told?.Select(target.Reconciliation.ExactKeys).ToList();
        var owners = await store.FindOwnersAsync(tenant, [.. names.Concat(exact?.SelectMany(k => k) ?? []).Distinct()], cancellationToken);
        var accounts = await AccountsOfAsync(owners.Values, cancellationToken);
        var judged = new List<FoundAccount>(found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            judged.Add(target.Protection.Covers(found[i])
                ? new(found[i], Situation.Protected, null, [], "")
                : ByName(found[i], owners.GetValueOrDefault(names[i]), accounts)
                    ?? await ByCorrelationAsync(found[i], told?[i], exact?[i] ?? [], owners, accounts, cancellationToken));
        }

        return judged;
    }

    private async Task<ILookup<string, AccountRow>> AccountsOfAsync(IEnumerable<string> identityIds, CancellationToken cancellationToken)
    {
        var ids = identityIds.Distinct().Select(id => IdentityId.ForAccount(id, target.Name, DesiredAccount.DefaultIntent)).ToList();
        var rows = ids.Count == 0 ? [] : await store.LoadAccountsAsync(ids, cancellationToken);
        return rows.ToLookup(r => r.Desired.IdentityId, StringComparer.Ordinal);
    }

    /// <summary>Null when no record of ours has the name.</summary>
    private FoundAccount? ByName(ObservedAccount found, string? owner, ILookup<string, AccountRow> accounts)
    {
        if (owner is null || accounts[owner].FirstOrDefault(r => HasName(r, found)) is not { } row)
        {
            return null;
        }

        var known = row.Account.IsOf(found);
        if (row.Account.Observed is not null && !known)
        {
            return null;
        }

        var situation = DecisionTable.Of(new AccountFacts
        {
            Desired = row.Desired.State,
            Linked = known,
            Presence = AccountPresence.Different,
            Enabled = found.Enabled,
            Pending = row.Desired.Generation > row.Account.AppliedGeneration,
            Ours = known || AccountOwnership.IsOurs(row.Desired, found, target),
        });
        return new(found, situation, row, [new(owner, 1, "The name is that of the identity's account.")], "");
    }

    private bool HasName(AccountRow row, ObservedAccount found) =>
        AccountNaming.Key(row.Desired.Name, target.Declaration) == AccountNaming.Key(found.Name, target.Declaration);

    private async Task<FoundAccount> ByCorrelationAsync(
        ObservedAccount found, ImmutableSortedDictionary<string, Value>? told, ImmutableArray<Reservation> exact,
        IReadOnlyDictionary<Reservation, string> owners, ILookup<string, AccountRow> accounts, CancellationToken cancellationToken)
    {
        var matches = exact.Select(k => owners.GetValueOrDefault(k)).OfType<string>().Distinct().ToList();
        if (matches.Count == 1)
        {
            return OfOne(found, matches[0], new(matches[0], 1, "An exact value matches."), accounts[matches[0]].FirstOrDefault());
        }

        if (matches.Count > 1)
        {
            return Doubtful(found, [.. matches.Select(m => new WorkItemCandidate(m, 1, "An exact value matches."))], "Values of several identities match.");
        }

        if (told is null || target.Reconciliation.CorrelationRule is not { } rule)
        {
            return new(found, DecisionTable.Of(Unowned(OwnerMatch.Nobody)), null, [], "");
        }

        var (near, cut) = await store.FindByBlocksAsync(tenant, rule.Keys(told), Limits.CandidatesPerRecordCount, cancellationToken);
        var verdict = MatchDecision.Decide(told, "", near, cut, rule, time.GetUtcNow());
        if (verdict.Outcome != MatchOutcome.Link)
        {
            return verdict.Outcome == MatchOutcome.Review
                ? Doubtful(found, verdict.Candidates, verdict.Explanation)
                : new(found, DecisionTable.Of(Unowned(OwnerMatch.Nobody)), null, [], verdict.Explanation);
        }

        var own = await AccountsOfAsync([verdict.IdentityId], cancellationToken);
        return OfOne(found, verdict.IdentityId, verdict.Candidates[0], own[verdict.IdentityId].FirstOrDefault());
    }

    private static FoundAccount OfOne(ObservedAccount found, string identityId, WorkItemCandidate candidate, AccountRow? own)
    {
        var awaits = own is { Desired.State: AccountState.Enabled, Account.Observed: null };
        var situation = DecisionTable.Of(Unowned(awaits ? OwnerMatch.Awaiting : OwnerMatch.Other));
        var explanation = awaits ? "" : own is null ? $"Nothing gives {identityId} an account here." : $"{identityId} has an account here of its own.";
        return new(found, situation, awaits ? own : null, [candidate], explanation);
    }

    private static FoundAccount Doubtful(ObservedAccount found, ImmutableArray<WorkItemCandidate> owners, string explanation) =>
        new(found, DecisionTable.Of(Unowned(OwnerMatch.Doubtful)), null, owners, explanation);

    private static AccountFacts Unowned(OwnerMatch match) => new() { Presence = AccountPresence.Same, Match = match };
}
