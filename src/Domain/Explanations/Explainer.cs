using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Explanations;

/// <summary>Explains an identity by deciding it again with the same code, and showing what led to each part of the answer.</summary>
public static class Explainer
{
    /// <param name="identity">The identity as saved, with its accounts.</param>
    /// <param name="snapshot">The configuration to explain with; the one in force, or one that is only considered.</param>
    /// <param name="now">The instant to explain.</param>
    public static Explanation Explain(Identity identity, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var decision = LifecycleDecision.Decide(identity, null, snapshot, now, new DecisionContext(identity.Tenant, identity.Id));
        var next = decision.Next;
        return new Explanation
        {
            IdentityId = next.Id,
            PolicyVersion = snapshot.Version,
            State = next.State,
            NextEvaluation = next.NextEvaluation,
            Records = [.. next.Records.Select(r => Record(r, snapshot, now))],
            Attributes = [.. next.Attributes.Select(a => Attribute(a.Key, a.Value, next, snapshot))],
            Grants = next.Grants,
            Accounts = [.. next.Accounts.Select(a => Account(a, next, snapshot))],
            Notes = decision.Notes,
        };
    }

    private static ExplainedRecord Record(SourceRecord record, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var view = RecordView.At(now, record, snapshot, new NoteCollector());
        var standing = view switch
        {
            { Here: true } => record.Suspended ? RecordStanding.Suspended : RecordStanding.Here,
            { Coming: true } => RecordStanding.Coming,
            _ when record.Ended => RecordStanding.Left,
            _ when record.End <= now || record.End <= record.Start => RecordStanding.Over,
            _ => RecordStanding.Inactive,
        };
        return new(record.Source, record.Key, standing, view.Next);
    }

    private static ExplainedAttribute Attribute(string name, Value value, Identity identity, PolicySnapshot snapshot)
    {
        var provenance = identity.Provenance.GetValueOrDefault(name);
        var mapping = provenance is not null && snapshot.Sources.TryGetValue(provenance.Source, out var source)
            ? source.Mappings.FirstOrDefault(m => m.Declaration.Attribute == name)
            : null;
        return Shown(name, value, snapshot.SecretAttributes.Contains(name), mapping) with { Provenance = provenance };
    }

    private static ExplainedAccount Account(DesiredAccount account, Identity identity, PolicySnapshot snapshot)
    {
        var target = snapshot.FindTarget(account.Target);
        var grant = identity.Grants.FirstOrDefault(
            g => g.Kind == GrantKind.Account && g.Target == account.Target && g.Name == account.Intent);
        return new ExplainedAccount
        {
            Account = account with { Attributes = AttributeSet.Empty },
            Reason = Reason(account, target, grant),
            Causes = grant?.Causes ?? [],
            NameExpression = target?.AccountName.Text ?? "",
            Attributes = [.. account.Attributes.Select(a => AccountAttribute(a.Key, a.Value, target, snapshot))],
            Entitlements =
            [
                .. identity.Grants.Where(g => g.Kind == GrantKind.Entitlement && g.Target == account.Target),
            ],
        };
    }

    private static AccountReason Reason(DesiredAccount account, CompiledTarget? target, Grant? grant) =>
        (target, grant, account.State) switch
        {
            (null, _, _) => AccountReason.TargetUnknown,
            (_, null, AccountState.Absent) => AccountReason.GraceOver,
            (_, null, _) => AccountReason.NotGranted,
            (_, _, AccountState.Enabled) => AccountReason.Granted,
            _ => AccountReason.Suspended,
        };

    private static ExplainedAttribute AccountAttribute(string name, Value value, CompiledTarget? target, PolicySnapshot snapshot)
    {
        var mapping = target?.Mappings.FirstOrDefault(m => m.Declaration.Attribute == name);

        // A value whose mapping is gone may have been secret: nobody can tell any more.
        return Shown(name, value, mapping is null || snapshot.IsSecret(mapping), mapping);
    }

    private static ExplainedAttribute Shown(string name, Value value, bool secret, CompiledMapping? mapping) =>
        new(name, secret ? Value.Null : value, secret, mapping?.Path ?? "", mapping?.Declaration.Expression ?? "");
}
