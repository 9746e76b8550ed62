namespace Prov.Domain.Mappings;

/// <summary>Whether a mapping is in force.</summary>
/// <param name="InForce">True when its condition holds and its period has begun and is not over.</param>
/// <param name="Next">The next instant at which its period begins or ends; null for none.</param>
internal readonly record struct MappingForce(bool InForce, DateTimeOffset? Next);
