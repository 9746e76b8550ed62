using System.Collections.Frozen;
using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Correlation;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Mappings;

namespace Prov.Domain.Reconciliation;

/// <summary>A target's reconciliation of one configuration version, ready to decide with.</summary>
public sealed class CompiledReconciliation
{
    private readonly ImmutableDictionary<string, AttributeAtTarget> _attributes;
    private readonly ImmutableArray<(string Attribute, Expression Expression)> _told;
    private readonly AttributeAuthorityAtTarget _otherwise;
    private readonly FrozenSet<string> _declared;

    /// <param name="rule">What the target says.</param>
    /// <param name="told">The identity attributes that a found account tells.</param>
    /// <param name="correlationRule">The scored rule for found accounts; null for none.</param>
    /// <param name="declared">The attributes that the source made of the target declares.</param>
    internal CompiledReconciliation(
        ReconciliationRule rule, ImmutableArray<(string Attribute, Expression Expression)> told, CompiledCorrelationRule? correlationRule,
        IEnumerable<string> declared)
    {
        (Rule, _told, CorrelationRule) = (rule, told, correlationRule);
        _declared = declared.ToFrozenSet(StringComparer.Ordinal);
        _attributes = rule.Attributes.ToImmutableDictionary(a => a.Attribute, StringComparer.Ordinal);
        _otherwise = rule.ActionFor(Situation.Different) == ReconciliationAction.SyncBack
            ? AttributeAuthorityAtTarget.Target
            : AttributeAuthorityAtTarget.Mapping;
    }

    /// <summary>That of a target which says nothing.</summary>
    public static CompiledReconciliation Default { get; } = new(new(), [], null, []);

    public ReconciliationRule Rule { get; }

    /// <summary>The scored rule for found accounts; null when only exact values count.</summary>
    public CompiledCorrelationRule? CorrelationRule { get; }

    /// <summary>True when found accounts can be correlated by more than their names.</summary>
    public bool Correlates => !_told.IsEmpty;

    /// <summary>True when some attribute is rolled back that its mapping would let stand.</summary>
    public bool UndoesOthers => Rule.Attributes.Any(a => a.Authority == AttributeAuthorityAtTarget.Prov);

    /// <summary>How strongly an attribute is asserted at the target, given what its mapping says.</summary>
    public MappingStrength? Strength(string attribute, MappingStrength? mapped) => (AuthorityOf(attribute), mapped) switch
    {
        (AttributeAuthorityAtTarget.Prov, MappingStrength.Normal) => MappingStrength.Strong,
        (AttributeAuthorityAtTarget.Target, MappingStrength.Strong) => MappingStrength.Normal,
        _ => mapped,
    };

    /// <summary>The identity attributes as a found account tells them; those that cannot be computed are left out.</summary>
    public ImmutableSortedDictionary<string, Value> AttributesOf(ObservedAccount account)
    {
        var view = TargetSystems.AccountProtection.View(account);
        var values = AttributeSet.Empty.ToBuilder();
        foreach (var (attribute, expression) in _told)
        {
            var result = expression.Evaluate(view);
            if (!result.IsError && !result.Value.IsNull)
            {
                values[attribute] = result.Value;
            }
        }

        return values.ToImmutable();
    }

    /// <summary>The reservations that tell exactly whose a found account is, in the order in which they count.</summary>
    public ImmutableArray<Reservation> ExactKeys(ImmutableSortedDictionary<string, Value> attributes) =>
    [
        .. (Rule.Correlation?.By ?? [])
            .SelectMany(name => attributes.GetValueOrDefault(name).AsValues().Select(v => CorrelationDecision.Reservation(name, v)))
            .Where(r => r.Key.Length is > 0 and <= Limits.ReservationKeyLengthCharacters),
    ];

    /// <summary>
    /// What the source made of the target says when others changed something that is taken over: all of its attributes as the account tells
    /// them. Empty when they changed nothing of that kind.
    /// </summary>
    public ImmutableSortedDictionary<string, Value> TakenOver(ObservedAccount? before, ObservedAccount after)
    {
        var record = AttributeSet.Empty.ToBuilder();
        var changed = false;
        if (Rule.Source is null || before is null)
        {
            return record.ToImmutable();
        }

        foreach (var name in before.Attributes.Keys.Union(after.Attributes.Keys).Where(n => AuthorityOf(n) == AttributeAuthorityAtTarget.Target))
        {
            var present = after.Attributes.GetValueOrDefault(name);
            changed |= !AccountValues.Same(before.Attributes.GetValueOrDefault(name), present);
            if (!AccountValues.IsBlank(present))
            {
                record[SourceAttribute(name)] = present;
            }
        }

        return changed ? record.ToImmutable() : AttributeSet.Empty;
    }

    private string SourceAttribute(string attribute) => _attributes.GetValueOrDefault(attribute)?.SourceAttribute ?? attribute;

    private AttributeAuthorityAtTarget AuthorityOf(string attribute) =>
        _attributes.GetValueOrDefault(attribute)?.Authority
        ?? (_otherwise == AttributeAuthorityAtTarget.Target && _declared.Contains(attribute) ? _otherwise : AttributeAuthorityAtTarget.Mapping);
}
