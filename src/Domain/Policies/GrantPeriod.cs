namespace Prov.Domain.Policies;

/// <summary>Something on the way to a grant is given for a time only.</summary>
/// <param name="Step">Names the step: the documents before it, and what is given.</param>
/// <param name="Length">How long it is given, from when it first was.</param>
public readonly record struct GrantPeriod(string Step, TimeSpan Length);

/// <summary>A period that runs, or has run out while what began it still holds.</summary>
/// <param name="Step">As in <see cref="GrantPeriod"/>.</param>
/// <param name="Since">When it began.</param>
public sealed record BegunPeriod(string Step, DateTimeOffset Since);
