using System.Collections.Immutable;
using Prov.Domain.Expressions;
using Prov.Domain.Mappings;
using Prov.Domain.Policies;
using Faults = System.Collections.Immutable.ImmutableArray<Prov.Domain.Sources.EventFault>.Builder;

namespace Prov.Domain.Sources;

/// <summary>Checks an event before it reaches its identity: everything that is wrong with it, at once.</summary>
public static class EventValidation
{
    /// <summary>Checks one event.</summary>
    /// <param name="lifecycleEvent">The event as received.</param>
    /// <param name="snapshot">Declares the sources and their attributes.</param>
    /// <param name="now">The instant of receipt.</param>
    /// <returns>All faults; empty when the event can be decided on.</returns>
    public static ImmutableArray<EventFault> Check(LifecycleEvent lifecycleEvent, PolicySnapshot snapshot, DateTimeOffset now)
    {
        var faults = ImmutableArray.CreateBuilder<EventFault>();
        CheckText(lifecycleEvent.Tenant, Limits.TenantLengthCharacters, required: true, "tenant", faults);
        CheckText(lifecycleEvent.SourceKey, Limits.SourceKeyLengthCharacters, required: true, "source_key", faults);
        CheckText(lifecycleEvent.EventId, Limits.EventIdLengthCharacters, required: true, "event_id", faults);
        CheckText(lifecycleEvent.Actor, Limits.ActorLengthCharacters, required: false, "actor", faults);
        CheckText(lifecycleEvent.ContentDigest ?? "", Limits.ContentDigestLengthCharacters, required: false, "content_digest", faults);
        if (lifecycleEvent.Sequence < 0)
        {
            faults.Add(new(EventFaultReasons.SequenceInvalid, "sequence", "Give a sequence of 0 or more, or none."));
        }

        if (!snapshot.Sources.TryGetValue(lifecycleEvent.Source, out var source))
        {
            faults.Add(new(EventFaultReasons.SourceUnknown, "source", "No authoritative source of this name is configured."));
            return faults.ToImmutable();
        }

        CheckInstant(lifecycleEvent.EffectiveAt, source, now, faults);
        if (lifecycleEvent.Emergency && (lifecycleEvent.Kind != LifecycleEventKind.Leave || lifecycleEvent.EffectiveAt > now))
        {
            faults.Add(new(EventFaultReasons.EmergencyInvalid, "emergency", "Only a leave that takes effect now can be an emergency."));
        }

        CheckSize(lifecycleEvent, faults);
        foreach (var (name, value) in lifecycleEvent.Attributes)
        {
            CheckAttribute(name, value, source, faults);
        }

        CheckRequired(lifecycleEvent, source, faults);
        CheckZone(lifecycleEvent, source, faults);
        return faults.ToImmutable();
    }

    private static void CheckText(string text, int limit, bool required, string path, Faults faults)
    {
        if (required && string.IsNullOrWhiteSpace(text))
        {
            faults.Add(new(EventFaultReasons.FieldMissing, path, "Give a value."));
        }
        else if (text.Length > limit)
        {
            faults.Add(new(EventFaultReasons.FieldTooLong, path, $"Give at most {limit} characters."));
        }
        else if (!IsText(text))
        {
            faults.Add(new(EventFaultReasons.FieldNotText, path, "Control characters and unpaired surrogates are not allowed."));
        }
    }

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                return false;
            }

            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static void CheckInstant(DateTimeOffset? effectiveAt, CompiledSource source, DateTimeOffset now, Faults faults)
    {
        if (effectiveAt is not { } instant)
        {
            return;
        }

        if (instant.UtcDateTime.Year < Limits.EarliestEffectYear)
        {
            faults.Add(new(
                EventFaultReasons.EffectiveTooEarly, "effective_at", $"Give an instant of the year {Limits.EarliestEffectYear} or later."));
        }

        if (instant - now > source.Declaration.MaxFuture)
        {
            faults.Add(new(
                EventFaultReasons.EffectiveTooFar, "effective_at",
                $"The source takes events up to {source.Declaration.MaxFuture.TotalDays:0.##} days ahead."));
        }
    }

    private static void CheckSize(LifecycleEvent lifecycleEvent, Faults faults)
    {
        if (lifecycleEvent.Attributes.Count > Limits.AttributesPerEventCount)
        {
            faults.Add(new(
                EventFaultReasons.TooManyAttributes, "attributes", $"Give at most {Limits.AttributesPerEventCount} attributes."));
        }

        long size = 0;
        foreach (var (name, value) in lifecycleEvent.Attributes)
        {
            size += name.Length + Size(value);
        }

        if (size > Limits.EventLengthCharacters)
        {
            faults.Add(new(
                EventFaultReasons.EventTooLarge, "attributes",
                $"All attributes together may have {Limits.EventLengthCharacters} characters."));
        }
    }

    private static long Size(Value value) => value.Kind switch
    {
        ValueKind.String => value.AsString().Length,
        ValueKind.Bytes => value.AsBytes().Length,
        ValueKind.List => value.AsList().Sum(Size),
        ValueKind.Map => value.Entries().Sum(e => Size(e.Key) + Size(e.Value)),
        _ => 8,
    };

    private static void CheckAttribute(string name, Value value, CompiledSource source, Faults faults)
    {
        if (!source.Attributes.TryGetValue(name, out var attribute))
        {
            faults.Add(new(EventFaultReasons.AttributeUnknown, Path(name), "The source declares no such attribute."));
            return;
        }

        if (!AttributeFit.TryFit(value, attribute.Type, attribute.MultiValued, out _))
        {
            faults.Add(new(
                EventFaultReasons.AttributeTypeMismatch, Path(name),
                $"The value is of kind {value.Kind}, the attribute is {AttributeFit.TypeOf(attribute.Type, attribute.MultiValued)}."));
        }

        if (value.Kind == ValueKind.List && value.Count > Limits.ValuesPerAttributeCount)
        {
            faults.Add(new(
                EventFaultReasons.AttributeTooManyValues, Path(name), $"Give at most {Limits.ValuesPerAttributeCount} values."));
        }
        else if (IsTooLong(value))
        {
            faults.Add(new(
                EventFaultReasons.AttributeTooLong, Path(name), $"A value has at most {Limits.ValueLengthCharacters} characters."));
        }
    }

    private static bool IsTooLong(Value value) => value.Kind == ValueKind.List
        ? value.AsList().Any(v => Size(v) > Limits.ValueLengthCharacters)
        : Size(value) > Limits.ValueLengthCharacters;

    // A whole record must have what is required; a move must not take it away.
    private static void CheckRequired(LifecycleEvent lifecycleEvent, CompiledSource source, Faults faults)
    {
        var whole = lifecycleEvent.Kind is LifecycleEventKind.Join or LifecycleEventKind.Record;
        if (!whole && lifecycleEvent.Kind != LifecycleEventKind.Move)
        {
            return;
        }

        foreach (var attribute in source.Declaration.Attributes)
        {
            if (attribute.Required
                && (lifecycleEvent.Attributes.TryGetValue(attribute.Name, out var value) ? IsBlank(value) : whole))
            {
                faults.Add(new(EventFaultReasons.AttributeRequired, Path(attribute.Name), "The source requires a value."));
            }
        }
    }

    private static void CheckZone(LifecycleEvent lifecycleEvent, CompiledSource source, Faults faults)
    {
        if (source.Declaration.TimeZoneAttribute is { } name
            && lifecycleEvent.Attributes.TryGetValue(name, out var zone)
            && zone.Kind == ValueKind.String
            && !CivilDates.IsZone(zone.AsString()))
        {
            faults.Add(new(
                EventFaultReasons.TimeZoneUnknown, Path(name), "Give a name of the IANA time zone database, as Europe/Zurich, or leave it out."));
        }
    }

    private static bool IsBlank(Value value) => value.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.String => string.IsNullOrWhiteSpace(value.AsString()),
        ValueKind.List => value.Count == 0,
        _ => false,
    };

    // Names of undeclared attributes come from outside: they are cut, so that a message stays a message.
    private static string Path(string name) => $"attributes[\"{(name.Length <= 64 ? name : name[..64] + "...")}\"]";
}
