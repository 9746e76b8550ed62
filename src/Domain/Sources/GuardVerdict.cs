namespace Prov.Domain.Sources;

/// <summary>What the mass-change guard says of a run's leaves.</summary>
/// <param name="Held">True when the leaves wait for a person to release them; additions and changes go on.</param>
/// <param name="Leaves">How many leaves the run would bring.</param>
/// <param name="Allowed">How many would have passed.</param>
/// <param name="Message">What was found and what to do; empty when nothing is held.</param>
public sealed record GuardVerdict(bool Held, long Leaves, long Allowed, string Message);
