using Prov.Domain.Sources;
using Prov.Grains.Contracts;
using Prov.Silo.Errors;
using Prov.Silo.Security;
using Prov.V1;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;
using LifecycleEvent = Prov.Domain.Sources.LifecycleEvent;

namespace Prov.Silo.Messages;

/// <summary>Events and their receipts in messages.</summary>
internal static class Events
{
    /// <summary>The event, or everything about the message that keeps it from being read as one.</summary>
    public static (LifecycleEvent? Event, IReadOnlyList<InputFault> Faults) Read(V1.LifecycleEvent? message, Caller caller)
    {
        if (message is null)
        {
            return (null, [Fault(ErrorReason.FieldMissing, "event", "Give an event.")]);
        }

        var faults = new List<InputFault>();
        if (message.Kind is <= Kind.Unspecified or > Kind.Resume)
        {
            faults.Add(Fault(ErrorReason.FieldMissing, "kind", "Give a kind that this server knows."));
        }

        var attributes = Attempt(() => Values.Read(message.Attributes), "attributes", faults);
        var effectiveAt = message.EffectiveAt is null ? null : Attempt<DateTimeOffset?>(() => Instants.Read(message.EffectiveAt), "effective_at", faults);
        if (faults.Count > 0)
        {
            return (null, faults);
        }

        var read = new LifecycleEvent
        {
            Tenant = caller.Tenant,
            Source = message.Source,
            SourceKey = message.SourceKey,
            EventId = message.EventId,
            Kind = (LifecycleEventKind)(message.Kind - Kind.Record),
            Sequence = message.HasSequence ? message.Sequence : null,
            EffectiveAt = effectiveAt,
            Attributes = attributes!,
            Emergency = message.Emergency,
            Actor = caller.Name,
        };
        return (read, []);
    }

    public static V1.EventReceipt Write(Domain.Sources.EventReceipt receipt) => new()
    {
        EventId = receipt.EventId,
        IdentityId = receipt.IdentityId,
        Outcome = Write(receipt.Outcome),
        Generation = receipt.Generation,
        Repeated = receipt.Repeated,
    };

    public static V1.EventReceipt.Types.Outcome Write(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Applied => V1.EventReceipt.Types.Outcome.Applied,
        EventOutcome.Scheduled => V1.EventReceipt.Types.Outcome.Scheduled,
        EventOutcome.Waiting => V1.EventReceipt.Types.Outcome.Waiting,
        EventOutcome.Held => V1.EventReceipt.Types.Outcome.Held,
        EventOutcome.Unchanged => V1.EventReceipt.Types.Outcome.Unchanged,
        _ => V1.EventReceipt.Types.Outcome.Superseded,
    };

    private static InputFault Fault(ErrorReason reason, string field, string message) => new(Reasons.TextOf(reason), field, message);

    private static T? Attempt<T>(Func<T> read, string field, List<InputFault> faults)
    {
        try
        {
            return read();
        }
        catch (FormatException fault)
        {
            faults.Add(Fault(ErrorReason.FieldInvalid, field, fault.Message));
            return default;
        }
    }
}
