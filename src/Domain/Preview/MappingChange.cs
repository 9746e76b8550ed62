using Prov.Domain.Mappings;

namespace Prov.Domain.Preview;

/// <summary>A target's mapping that differs between two versions of the configuration.</summary>
/// <param name="Before">The mapping as it was; null when it is new.</param>
/// <param name="After">The mapping as it becomes; null when it is no longer there.</param>
internal sealed record MappingChange(CompiledMapping? Before, CompiledMapping? After);
