using Google.Protobuf.WellKnownTypes;
using Prov.Cluster.Tests.People;
using Prov.V1;

namespace Prov.Cluster.Tests.Load;

/// <summary>Events as the API takes them.</summary>
public static class WireEvent
{
    /// <summary>Name of the source in the configuration.</summary>
    public const string Source = "hr";

    /// <summary>The event as a message.</summary>
    public static LifecycleEvent From(CareerEvent step)
    {
        var message = new LifecycleEvent
        {
            Source = Source,
            SourceKey = step.Person.Key,
            EventId = step.Id,
            Kind = step.Kind,
            Sequence = step.Sequence,
            EffectiveAt = step.EffectiveAt?.ToTimestamp(),
        };
        if (step.CarriesAttributes)
        {
            AddAttributes(message, step);
        }

        return message;
    }

    // A move names only what changes; the others carry the whole record.
    private static void AddAttributes(LifecycleEvent message, CareerEvent step)
    {
        message.Attributes["department"] = new() { StringValue = step.Department };
        message.Attributes["mark"] = new() { IntegerValue = step.Sequence };
        if (step.Kind != LifecycleEvent.Types.Kind.Move)
        {
            message.Attributes["employee_number"] = new() { StringValue = step.Person.Key };
            message.Attributes["given_name"] = new() { StringValue = step.Person.GivenName };
            message.Attributes["family_name"] = new() { StringValue = step.Person.FamilyName };
        }
    }
}
