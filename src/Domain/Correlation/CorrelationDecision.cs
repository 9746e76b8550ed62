using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;

namespace Prov.Domain.Correlation;

/// <summary>Finds whom an event is about, before its first commit.</summary>
public static class CorrelationDecision
{
    /// <summary>
    /// The reservations whose owner the event belongs to, in the order in which they count: the key of its record, then the values of
    /// the attributes that its source correlates by. Only an event that carries a whole record has the latter. When none has an owner,
    /// the identity is new.
    /// </summary>
    public static ImmutableArray<Reservation> Keys(LifecycleEvent lifecycleEvent, PolicySnapshot snapshot)
    {
        if (!snapshot.Sources.TryGetValue(lifecycleEvent.Source, out var source))
        {
            return [new(CompiledSource.SpaceOf(lifecycleEvent.Source), lifecycleEvent.SourceKey)];
        }

        var keys = ImmutableArray.CreateBuilder<Reservation>();
        keys.Add(new(source.Space, lifecycleEvent.SourceKey));
        if (lifecycleEvent.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record)
        {
            AddValues(source, Value.From(AttributeSet.WithoutNulls(lifecycleEvent.Attributes)), keys);
        }

        return keys.ToImmutable();
    }

    /// <summary>The reservation of a value that identities are recognised by. Values are equal exactly, blanks around them aside.</summary>
    internal static Reservation Reservation(string attribute, Value value) =>
        new("correlation:" + attribute, Composition.Compose(value.ToString()).Trim());

    private static void AddValues(CompiledSource source, Value record, ImmutableArray<Reservation>.Builder keys)
    {
        foreach (var attribute in source.Declaration.CorrelateBy)
        {
            foreach (var mapping in source.Mappings)
            {
                if (mapping.Declaration.Attribute == attribute)
                {
                    keys.AddRange(mapping.Run(record).Value.AsValues()
                        .Select(v => Reservation(attribute, v))
                        .Where(r => r.Key.Length is > 0 and <= Limits.ReservationKeyLengthCharacters));
                }
            }
        }
    }
}
