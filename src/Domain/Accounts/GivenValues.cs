using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>
/// What Prov gave an account last, attribute by attribute: so that a normal mapping writes again only when its own result changes, and
/// that values which Prov gave are told from those that somebody else added.
/// </summary>
/// <remarks>Mostly that is what was last seen at the target; only what differs from it is kept, in <see cref="Account.Given"/>.</remarks>
public readonly struct GivenValues
{
    private readonly ImmutableSortedDictionary<string, Value>? _seen;
    private readonly ImmutableSortedDictionary<string, Value>? _given;

    private GivenValues(ImmutableSortedDictionary<string, Value>? seen, ImmutableSortedDictionary<string, Value>? given) =>
        (_seen, _given) = (seen, given);

    /// <summary>As recorded of an account; nothing for one that is not known to be at its target.</summary>
    public static GivenValues Of(Account account) => account.Observed is null ? default : new(account.Observed.Attributes, account.Given);

    /// <summary>As recorded of an account, now that it is seen at its target: a write whose outcome was not known has been done where it shows.</summary>
    public static GivenValues Of(Account account, ObservedAccount? observed)
    {
        if (observed is null || account.Observed is null || account.Attempted.IsEmpty)
        {
            return Of(account);
        }

        var done = account.Attempted.Where(a => AccountValues.Same(a.Value, observed.Attributes.GetValueOrDefault(a.Key)));
        return new(account.Observed.Attributes, account.Given.SetItems(done));
    }

    /// <summary>The last value; null when none was given.</summary>
    public Value Of(string attribute) =>
        _given is not null && _given.TryGetValue(attribute, out var given) ? given
        : _seen is not null ? _seen.GetValueOrDefault(attribute)
        : Value.Null;

    /// <summary>What to record when the account is seen in a new state and nothing was given.</summary>
    public ImmutableSortedDictionary<string, Value> After(ObservedAccount? observed, CompiledTarget target) =>
        observed is null || _seen is null ? AttributeSet.Empty : Differing(Of, observed, target);

    /// <summary>What to record when the account has been brought to a desired state.</summary>
    public static ImmutableSortedDictionary<string, Value> After(
        DesiredAccount desired, ObservedAccount? observed, CompiledTarget target) =>
        observed is null ? AttributeSet.Empty : Differing(a => desired.Attributes.GetValueOrDefault(a), observed, target);

    private static ImmutableSortedDictionary<string, Value> Differing(
        Func<string, Value> given, ObservedAccount observed, CompiledTarget target)
    {
        var differing = AttributeSet.Empty;
        foreach (var attribute in target.Attributes)
        {
            var value = given(attribute.Name);
            if (!AccountValues.Same(value, observed.Attributes.GetValueOrDefault(attribute.Name)))
            {
                differing = differing.Add(attribute.Name, value);
            }
        }

        return differing;
    }
}
