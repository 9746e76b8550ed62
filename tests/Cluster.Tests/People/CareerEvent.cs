using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.People;

/// <summary>One event of a person's life, as the client submits it.</summary>
/// <param name="Person">Whose life.</param>
/// <param name="Sequence">The event's number in that life, from 1.</param>
/// <param name="Kind">What it says.</param>
public sealed record CareerEvent(Person Person, long Sequence, Kind Kind)
{
    /// <summary>Unique, and the same in every attempt.</summary>
    public string Id => $"{Person.Key}-{Sequence}";

    /// <summary>The department; null when the event carries no attributes.</summary>
    public string? Department { get; init; }

    /// <summary>When the change holds; null means on arrival.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>Whether the event carries attributes; its sequence is then an attribute too, by which its effect is seen at the targets.</summary>
    public bool CarriesAttributes => Department is not null;
}
