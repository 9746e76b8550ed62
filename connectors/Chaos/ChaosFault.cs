namespace Prov.Connectors.Chaos;

/// <summary>What goes wrong with one call.</summary>
public enum ChaosFault
{
    None,

    /// <summary>The target says no; it is not called.</summary>
    Refused,

    /// <summary>The target is busy; it is not called.</summary>
    Throttled,

    /// <summary>The target is away; it is not called.</summary>
    Unavailable,

    /// <summary>The call never arrives, and the caller cannot know.</summary>
    LostRequest,

    /// <summary>The call takes effect, and its answer never arrives.</summary>
    LostReply,
}
