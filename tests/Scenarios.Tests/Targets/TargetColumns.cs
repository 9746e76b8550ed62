using Prov.Domain.Expressions;
using Prov.Domain.Policies;
using Prov.Silo.Configuration;
using Prov.V1;

namespace Prov.Scenarios.Tests.Targets;

/// <summary>Every attribute that a scenario ever maps to a target, with those that hold several values: what its table must have room for.</summary>
/// <param name="Names">All of them.</param>
/// <param name="MultiValued">Those with several values.</param>
internal sealed record TargetColumns(IReadOnlyList<string> Names, IReadOnlySet<string> MultiValued)
{
    /// <summary>By target.</summary>
    public static IReadOnlyDictionary<string, TargetColumns> Of(PolicyTest test)
    {
        var documents = test.Configuration.Concat(test.Steps.SelectMany(s => s.Configure?.Put ?? [])).ToArray();
        var schema = documents.LastOrDefault(d => d.IdentitySchema is not null);
        return documents.Where(d => d.TargetSystem is not null)
            .GroupBy(d => d.Name)
            .ToDictionary(g => g.Key, g => Of(g.Select(d => d.TargetSystem), schema));
    }

    private static TargetColumns Of(IEnumerable<TargetSystem> declarations, ConfigurationDocument? schema)
    {
        var mappings = declarations.SelectMany(d => d.Mappings).ToArray();
        return new(
            [.. mappings.Select(m => m.Attribute).Distinct().Order(StringComparer.Ordinal)],
            mappings.Where(m => IsList(m, schema)).Select(m => m.Attribute).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Asks the compiler what type the mapping gives.</summary>
    private static bool IsList(AttributeMapping mapping, ConfigurationDocument? schema)
    {
        var target = new ConfigurationDocument
        {
            Name = "probe",
            TargetSystem = new() { Connector = "null", AccountName = new() { Expression = "\"x\"" }, Mappings = { mapping } },
        };
        var configuration = DocumentReader.Read(schema is null ? [target] : [schema, target]).Configuration;
        var compiled = PolicySnapshot.Compile(configuration, 1).Snapshot?.FindTarget("probe");
        return compiled?.Mappings.Single().Expression.ResultType is ListType;
    }
}
