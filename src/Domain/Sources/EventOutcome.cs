namespace Prov.Domain.Sources;

/// <summary>What became of an accepted event.</summary>
public enum EventOutcome
{
    /// <summary>The identity's record changed.</summary>
    Applied,

    /// <summary>Kept, and applied when its effective instant comes.</summary>
    Scheduled,

    /// <summary>It said what was known already.</summary>
    Unchanged,

    /// <summary>Older than what is known of the record; recorded, never applied backwards.</summary>
    Superseded,

    /// <summary>Kept until a person decides whom its record belongs to; see the work item. It has no effect until then.</summary>
    Waiting,

    /// <summary>A leave that the mass-change guard holds: it has no effect until a person releases it.</summary>
    Held,
}

/// <summary>The answer to an event, given after its commit.</summary>
/// <param name="EventId">The event's id.</param>
/// <param name="IdentityId">The identity that the event belongs to.</param>
/// <param name="Outcome">What became of it; for a repeat, the first outcome.</param>
/// <param name="Generation">Version of the identity after the commit; accounts are converged when they report this or more.</param>
/// <param name="Repeated">True when this event id had been accepted before.</param>
public sealed record EventReceipt(string EventId, string IdentityId, EventOutcome Outcome, long Generation, bool Repeated);
