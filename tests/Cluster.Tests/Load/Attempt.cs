using Prov.Cluster.Tests.People;
using Prov.V1;

namespace Prov.Cluster.Tests.Load;

/// <summary>One submission of an event, as the client saw it.</summary>
/// <param name="Event">What was submitted.</param>
/// <param name="Silo">Name of the silo to which it went.</param>
/// <param name="InvokedAt">When it was sent.</param>
/// <param name="EndedAt">When the answer came, or the client gave up.</param>
public sealed record Attempt(CareerEvent Event, string Silo, DateTimeOffset InvokedAt, DateTimeOffset EndedAt)
{
    /// <summary>The acknowledgement; null when there was none.</summary>
    public EventReceipt? Receipt { get; init; }

    /// <summary>Why there was no acknowledgement; null when there was one.</summary>
    public string? Failure { get; init; }

    /// <summary>True when the server said that the event can never be accepted.</summary>
    public bool Refused { get; init; }
}
