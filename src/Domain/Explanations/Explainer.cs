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
        var context = new DecisionContext(identity.Tenant, identity.Id) { RunAllMappings = true };
        var decision = LifecycleDecision.Decide(identity, null, snapshot, now, context);
        var next = decision.Next;
        return new Explanation
        {
            IdentityId = next.Id,
            PolicyVersion = snapshot.Version,
            State = next.State,
            NextEvaluation = next.NextEvaluation,
            Records = [.. next.Records.Select(r => Record(r, snapshot, now))],
            Attributes = [.. next.Attributes.Select(a => Attribute(a.Key, a.Value, next, snapshot, now) with { Candidates = Candidates(a.Key, next, snapshot, now) })],
            Grants = next.Grants,
            Accounts = [.. next.Accounts.Select(a => Account(a, next, snapshot, now))],
            Notes = decision.Notes,
        };
    }

    private static ExplainedRecord Record(SourceRecord record, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var view = RecordView.At(now, record, snapshot, new NoteCollector());
        var standing = view switch
        {
            { Here: true } => view.Away ? RecordStanding.Suspended : RecordStanding.Here,
            { Coming: true } => RecordStanding.Coming,
            _ when record.Ended => RecordStanding.Left,
            _ when record.End <= now || record.End <= record.Start => RecordStanding.Over,
            _ => RecordStanding.Inactive,
        };
        return new(record.Source, record.Key, standing, view.Next);
    }

    private static ExplainedAttribute Attribute(
        string name, Value value, Identity identity, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var provenance = identity.Provenance.GetValueOrDefault(name);
        var record = identity.Records.FirstOrDefault(r => r.Source == provenance?.Source && r.Key == provenance.SourceKey);
        var mapping = record is not null && snapshot.Sources.TryGetValue(record.Source, out var source)
            ? Giving(value, source.Mappings.Where(m => m.Declaration.Attribute == name), now, Value.From(record.Attributes))
            : null;
        return Shown(name, value, snapshot.SecretAttributes.Contains(name), mapping) with { Provenance = provenance };
    }

    /// <summary>Of several mappings the one that gives the value now; else the first.</summary>
    private static CompiledMapping? Giving(
        Value value, IEnumerable<CompiledMapping> mappings, DateTimeOffset now, params ReadOnlySpan<Value> variables)
    {
        CompiledMapping? first = null;
        foreach (var mapping in mappings)
        {
            first ??= mapping;
            if (mapping.Force(now, new NoteCollector(), variables).InForce && mapping.Run(variables).Value.Equals(value))
            {
                return mapping;
            }
        }

        return first;
    }

    private static ImmutableArray<ExplainedCandidate> Candidates(string name, Identity identity, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var slot = identity.Records.Length > 1 ? snapshot.Attributes.IndexOf(snapshot.Attributes.FirstOrDefault(a => a.Name == name)!) : -1;
        if (slot < 0)
        {
            return [];
        }

        var views = identity.Records.Select(r => RecordView.At(now, r, snapshot, new NoteCollector())).ToArray();
        var ranked = AuthorityDecision.Rank(views, slot, snapshot, now);
        var secret = snapshot.SecretAttributes.Contains(name);
        return ranked.Count < 2
            ? []
            : [.. ranked.Select(c => new ExplainedCandidate(
                new(c.View.Record.Source, c.View.Record.Key), secret ? Value.Null : c.Value, c.Reason(ranked[0])))];
    }

    private static ExplainedAccount Account(DesiredAccount account, Identity identity, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var target = snapshot.FindTarget(account.Target);
        var grant = identity.Grants.FirstOrDefault(
            g => g.Kind == GrantKind.Account && g.Target == account.Target && g.Name == account.Intent);
        var view = Value.From(new IdentityView(identity.Id, identity.State, identity.Attributes, Tenure.Of(identity.Records)));
        return new ExplainedAccount
        {
            Account = account with { Attributes = AttributeSet.Empty },
            Reason = Reason(account, target, grant, identity),
            Causes = grant?.Causes ?? [],
            NameExpression = target?.AccountName.Text ?? "",
            Attributes = [.. account.Attributes.Select(a => AccountAttribute(a.Key, a.Value, account, target, snapshot, view, now))],
            Entitlements =
            [
                .. identity.Grants.Where(g => g.Kind == GrantKind.Entitlement && g.Target == account.Target
                    && (g.Intent ?? DesiredAccount.DefaultIntent) == account.Intent),
            ],
        };
    }

    private static AccountReason Reason(DesiredAccount account, CompiledTarget? target, Grant? grant, Identity identity) =>
        (target, grant, account.State) switch
        {
            (null, _, _) => AccountReason.TargetUnknown,
            (_, null, AccountState.Absent) => AccountReason.GraceOver,
            (_, null, _) => AccountReason.NotGranted,
            (_, _, AccountState.Enabled) => AccountReason.Granted,
            _ when identity.State == LifecycleState.Active => AccountReason.Withheld,
            _ => AccountReason.Suspended,
        };

    private static ExplainedAttribute AccountAttribute(
        string name, Value value, DesiredAccount account, CompiledTarget? target, PolicySnapshot snapshot, Value identity, DateTimeOffset now)
    {
        var mappings = target?.Attributes.FirstOrDefault(a => a.Name == name)?.Mappings ?? [];
        var self = Value.From(AttributeSet.Empty.Add("name", Value.From(account.Name)));

        // A value whose mapping is gone may have been secret: nobody can tell any more.
        return Shown(name, value, mappings.IsEmpty || mappings.Any(snapshot.IsSecret), Giving(value, mappings, now, identity, self));
    }

    private static ExplainedAttribute Shown(string name, Value value, bool secret, CompiledMapping? mapping) =>
        new(name, secret ? Value.Null : value, secret, mapping?.Path ?? "", mapping?.Declaration.Expression ?? "");
}
