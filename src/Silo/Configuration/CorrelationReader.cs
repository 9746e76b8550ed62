using Prov.Domain.Correlation;

namespace Prov.Silo.Configuration;

/// <summary>Reads a correlation rule; what is absent gets the domain's default.</summary>
internal static class CorrelationReader
{
    public static CorrelationRule Read(string name, V1.CorrelationRule rule, DocumentFaults faults)
    {
        var defaults = new CorrelationRule { Name = name };
        return defaults with
        {
            Sources = [.. rule.Sources],
            Blocks = [.. rule.Blocks.Select((b, i) => new CorrelationBlock([.. b.Parts.Select((p, j) => Part(p, $"spec.blocks[{i}].parts[{j}]", faults))]))],
            Compare = [.. rule.Compare.Select((c, i) => Comparison(c, $"spec.compare[{i}]", faults))],
            Link = rule.HasLink ? rule.Link : defaults.Link,
            Review = rule.HasReview ? rule.Review : defaults.Review,
            LeaverWindow = faults.Period(rule.LeaverWindow, "spec.leaverWindow") ?? defaults.LeaverWindow,
        };
    }

    private static BlockPart Part(V1.BlockPart part, string path, DocumentFaults faults) => new(
        part.Attribute,
        faults.Known(part.Form, path + ".form") switch
        {
            V1.BlockPart.Types.Form.Phonetic => BlockForm.Phonetic,
            V1.BlockPart.Types.Form.Year => BlockForm.Year,
            _ => BlockForm.Value,
        });

    private static AttributeComparison Comparison(V1.AttributeComparison comparison, string path, DocumentFaults faults) => new(
        comparison.Attribute,
        faults.Known(comparison.Method, path + ".method") switch
        {
            V1.AttributeComparison.Types.Method.JaroWinkler => ComparisonMethod.JaroWinkler,
            V1.AttributeComparison.Types.Method.DamerauLevenshtein => ComparisonMethod.DamerauLevenshtein,
            V1.AttributeComparison.Types.Method.Phonetic => ComparisonMethod.Phonetic,
            V1.AttributeComparison.Types.Method.Date => ComparisonMethod.Date,
            _ => ComparisonMethod.Exact,
        },
        comparison.Weight);
}
