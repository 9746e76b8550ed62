namespace Prov.Domain.Removals;

/// <summary>A leave that was accepted and has no effect until a person releases it.</summary>
/// <param name="Source">Source that says it.</param>
/// <param name="SourceKey">Key of its record.</param>
/// <param name="EventId">The event.</param>
public sealed record HeldLeave(string Source, string SourceKey, string EventId);
