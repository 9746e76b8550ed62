using System.Globalization;
using System.Text.Json;

namespace Prov.LoadTests.Expressions;

/// <summary><c>bench expressions</c>.</summary>
public static class ExpressionsBench
{
    public static Task<int> RunAsync(BenchOptions options)
    {
        var rates = new ConditionBench().Run(options.Number("evaluations", 3_000_000));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A condition of three terms on one core: {rates.EvaluationsPerSecond:N0} evaluations/s compiled, {rates.HandwrittenPerSecond:N0}/s written by hand: {rates.Ratio:0.00} times as long."));
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                evaluations_per_second = rates.EvaluationsPerSecond, handwritten_evaluations_per_second = rates.HandwrittenPerSecond, ratio = rates.Ratio,
            }));
        }

        return Task.FromResult(0);
    }
}
