using Prov.Domain.Mappings;

namespace Prov.Domain.Accounts;

/// <summary>How an account's attribute is asserted.</summary>
/// <param name="Strength">That of the mapping which gave the value; null when no mapping is in force.</param>
public readonly record struct Asserted(MappingStrength? Strength);
