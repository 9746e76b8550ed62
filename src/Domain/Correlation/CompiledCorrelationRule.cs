using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Prov.Domain.Expressions;

namespace Prov.Domain.Correlation;

/// <summary>A correlation rule of one configuration version, ready to decide with.</summary>
public sealed class CompiledCorrelationRule(CorrelationRule declaration)
{
    private readonly double _weights = declaration.Compare.Sum(c => c.Weight);

    public CorrelationRule Declaration { get; } = declaration;

    /// <summary>The keys under which somebody with these attributes is found; as many as there are blocks, or fewer.</summary>
    public ImmutableArray<string> Keys(ImmutableSortedDictionary<string, Value> attributes)
    {
        var keys = ImmutableArray.CreateBuilder<string>(Declaration.Blocks.Length);
        for (var i = 0; i < Declaration.Blocks.Length; i++)
        {
            if (Key(i, attributes) is { } key)
            {
                keys.Add(key);
            }
        }

        return keys.ToImmutable();
    }

    /// <summary>The confidence that two sets of attributes are of one person, 0 to 1, and what each comparison found.</summary>
    public (double Confidence, string Explanation) Compare(
        ImmutableSortedDictionary<string, Value> left, ImmutableSortedDictionary<string, Value> right)
    {
        var (sum, explanation) = (0.0, new StringBuilder());
        foreach (var comparison in Declaration.Compare)
        {
            var similarity = ValueComparison.Similarity(
                left.GetValueOrDefault(comparison.Attribute), right.GetValueOrDefault(comparison.Attribute), comparison.Method);
            sum += similarity * comparison.Weight;
            explanation.Append(explanation.Length == 0 ? "" : ", ").Append(comparison.Attribute).Append(' ')
                .Append(similarity.ToString("0.00", CultureInfo.InvariantCulture));
        }

        return (Math.Round(sum / _weights, 6), explanation.ToString());
    }

    private string? Key(int block, ImmutableSortedDictionary<string, Value> attributes)
    {
        var key = new StringBuilder(Declaration.Name).Append('/').Append(block.ToString(CultureInfo.InvariantCulture));
        foreach (var part in Declaration.Blocks[block].Parts)
        {
            var text = attributes.TryGetValue(part.Attribute, out var value) ? Text(value, part.Form) : "";
            if (text.Length == 0)
            {
                return null;
            }

            key.Append('|').Append(text);
        }

        return key.ToString();
    }

    private static string Text(Value value, BlockForm form) => form switch
    {
        BlockForm.Phonetic => PhoneticKey.Of(value.ToString()),
        BlockForm.Year => ValueComparison.DateOf(value) is { Length: 8 } date ? date[..4] : "",
        _ when value.Kind == ValueKind.Timestamp => ValueComparison.DateOf(value),
        _ => TextSimilarity.Normal(value.ToString()),
    };
}
