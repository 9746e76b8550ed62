using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Explanations;

/// <summary>
/// Answers one question about an identity as a tree: from the account, value or right - or its absence - over grants, roles and policies
/// down to the sources' records, and on the other side what the target was told and what it said.
/// </summary>
public sealed class TreeExplainer
{
    private readonly Identity _identity;
    private readonly PolicySnapshot _snapshot;
    private readonly IReadOnlyDictionary<string, Account> _known;
    private readonly Explanation _explanation;
    private readonly RecordExplainer _records;
    private readonly GrantExplainer _grants;

    /// <param name="identity">The identity as saved, with its accounts.</param>
    /// <param name="known">What is known of each account at its target, by account id.</param>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="now">The instant to explain.</param>
    public TreeExplainer(Identity identity, IReadOnlyDictionary<string, Account> known, PolicySnapshot snapshot, DateTimeOffset now)
    {
        (_identity, _known, _snapshot) = (identity, known, snapshot);
        _explanation = Explainer.Explain(identity, snapshot, now);
        _records = new(identity, snapshot, _explanation);
        _grants = new(identity, snapshot, now, _records);
    }

    public ExplainedNode Answer(ExplainQuestion question) => question switch
    {
        { Target: null, Attribute: { } attribute } => _records.Attribute(attribute),
        { Target: null } => _records.State(),
        { Entitlement: { } entitlement } => Entitlement(question, entitlement),
        { Attribute: { } attribute } => AccountAttribute(question, attribute),
        _ => Account(question),
    };

    private ExplainedNode Entitlement(ExplainQuestion question, string entitlement)
    {
        var account = Find(question);
        var held = account?.Entitlements.Contains(entitlement) == true;
        var text = held ? "The account should hold the right."
            : account?.Withdrawn.Contains(entitlement) == true ? "The right was given once and is taken away."
            : "The account should not hold the right.";
        return new(ExplainedNodeKind.Grant, $"{question.Target}/{entitlement}", held, text)
        {
            Children =
            [
                _grants.Grant(GrantKind.Entitlement, question.Target!, entitlement), .. Notes(question.Target!), .. Done(account, a => a.Entitlements.Contains(entitlement)),
            ],
        };
    }

    private ExplainedNode Account(ExplainQuestion question)
    {
        var account = Find(question);
        var text = account is null ? "There is no account." : $"The account '{account.Name}' should be {account.State.ToString().ToLowerInvariant()}, generation {account.Generation}.";
        return new(ExplainedNodeKind.Account, question.Target!, account is not null && account.State != AccountState.Absent, text)
        {
            Children = [_grants.Grant(GrantKind.Account, question.Target!, question.Intent), .. Naming(question), .. Notes(question.Target!), .. Done(account, _ => true)],
        };
    }

    private ExplainedNode AccountAttribute(ExplainQuestion question, string name)
    {
        var account = Find(question);
        var explained = _explanation.Accounts.FirstOrDefault(a => a.Account.Target == question.Target && a.Account.Intent == question.Intent);
        var value = explained?.Attributes.FirstOrDefault(a => a.Name == name);
        var text = value is null ? "The attribute should have no value." : value.Secret ? "The attribute has a secret value." : $"The attribute should be {value.Value}.";
        return new(ExplainedNodeKind.AccountAttribute, $"{question.Target}.{name}", value is not null, text)
        {
            Children =
            [
                .. account is null ? [Account(question)] : Mappings(question.Target!, name),
                .. Notes(question.Target!),
                .. Done(account, a => a.Attributes.ContainsKey(name)),
            ],
        };
    }

    private IEnumerable<ExplainedNode> Mappings(string target, string attribute)
    {
        var mappings = _snapshot.FindTarget(target)?.Mappings.Where(m => m.Declaration.Attribute == attribute).ToList() ?? [];
        if (mappings.Count == 0)
        {
            yield return new(ExplainedNodeKind.Mapping, "TargetSystem/" + target, false, $"No mapping of version {_snapshot.Version} writes it.");
        }

        foreach (var mapping in mappings)
        {
            var strength = mapping.Declaration.Strength.ToString().ToLowerInvariant();
            yield return new(ExplainedNodeKind.Mapping, mapping.Path, true, $"{mapping.Expression.Text} ({strength})")
            {
                Children = [.. mapping.Expressions.SelectMany(e => _records.Inputs(e)).DistinctBy(n => n.Subject)],
            };
        }
    }

    private IEnumerable<ExplainedNode> Naming(ExplainQuestion question)
    {
        if (_snapshot.FindTarget(question.Target!) is { } target)
        {
            var path = $"TargetSystem/{target.Name} spec.accountName.expression";
            yield return new(ExplainedNodeKind.Mapping, path, true, target.AccountName.Text) { Children = _records.Inputs(target.AccountName) };
        }
        else
        {
            yield return new(ExplainedNodeKind.Mapping, "TargetSystem/" + question.Target, false, $"Version {_snapshot.Version} has no such target system.");
        }
    }

    private IEnumerable<ExplainedNode> Notes(string target) => _explanation.Notes
        .Where(n => n.Subject.StartsWith("TargetSystem/" + target, StringComparison.Ordinal))
        .Select(n => new ExplainedNode(ExplainedNodeKind.Mapping, n.Subject, false, $"{n.Reason}: {n.Message}"));

    /// <summary>What was last done for the account, what the target said, and whether it is so there.</summary>
    private IEnumerable<ExplainedNode> Done(DesiredAccount? account, Func<ObservedAccount, bool> isThere)
    {
        if (account is null || !_known.TryGetValue(account.AccountId, out var known))
        {
            yield break;
        }

        var agrees = known.AppliedGeneration >= account.Generation;
        var said = known.FailureReason is { } reason ? $"{reason}: {known.FailureMessage}"
            : agrees ? "the target agrees" : "not tried yet";
        var there = known.Observed is null ? "the account is not there" : isThere(known.Observed) ? "it is there" : "it is not there";
        yield return new(
            ExplainedNodeKind.Operation, account.AccountId, agrees,
            $"Generation {known.AppliedGeneration} of {account.Generation} is applied, attempt {known.Attempts}: {said}; when last seen, {there}.");
    }

    private DesiredAccount? Find(ExplainQuestion question) =>
        _identity.Accounts.FirstOrDefault(a => a.Target == question.Target && a.Intent == question.Intent);
}
