using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.TargetSystems;

namespace Prov.Silo.Services;

/// <summary>Compares a target's mappings with what the target itself says of its attributes.</summary>
internal static class MappingCheck
{
    private const int NamesShown = 10;

    /// <summary>Done when every mapping can work as far as the schema tells; the first kind of fault otherwise, with the names.</summary>
    public static ConnectorResult Check(TargetSystem target, TargetSchema schema)
    {
        // Many targets do not tell names apart by case; one that does refuses the write itself.
        var known = schema.Attributes.DistinctBy(a => a.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(a => a.Name, StringComparer.OrdinalIgnoreCase);
        var mapped = target.Mappings.Select(m => m.Attribute).Distinct().ToList();
        return Fault("ATTRIBUTE_UNKNOWN", "The target has no such attributes. Correct the mappings", mapped.Where(a => !known.ContainsKey(a)))
            ?? Fault("ATTRIBUTE_READ_ONLY", "The target lets nobody write these attributes. Take out their mappings", mapped.Where(a => known[a].ReadOnly))
            ?? Fault(
                "ATTRIBUTE_NOT_MAPPED",
                "The target makes no account without these attributes. Map them",
                known.Values.Where(a => a is { Required: true, ReadOnly: false }).Select(a => a.Name).Except(mapped, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
            ?? ConnectorResult.Done;
    }

    private static ConnectorResult? Fault(string reason, string message, IEnumerable<string> names)
    {
        var all = names.ToList();
        var more = all.Count > NamesShown ? $" and {all.Count - NamesShown} more" : "";
        return all.Count == 0
            ? null
            : ConnectorResult.Failed(ConnectorStatus.Refused, reason, $"{message}: {string.Join(", ", all.Take(NamesShown))}{more}.");
    }
}
