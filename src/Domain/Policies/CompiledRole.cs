namespace Prov.Domain.Policies;

/// <summary>A role, ready to be followed when it is given directly.</summary>
/// <param name="Declaration">As it was written.</param>
/// <param name="Condition">Position in <see cref="PolicySnapshot.Conditions"/>; null when it always holds.</param>
public sealed record CompiledRole(Role Declaration, int? Condition);
