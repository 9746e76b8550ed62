using Prov.Cluster.Tests.People;

namespace Prov.Cluster.Tests.Checks;

/// <summary>Where someone's life stands after some events.</summary>
/// <param name="Person">Who.</param>
/// <param name="Here">Joined, and not left since.</param>
/// <param name="Suspended">Here, but away for a time.</param>
/// <param name="Department">The last department.</param>
/// <param name="Mark">Sequence of the last event that carried attributes.</param>
public sealed record PersonState(Person Person, bool Here, bool Suspended, string? Department, long Mark);
