using System.Globalization;
using System.Text.Json;
using Prov.LoadTests.Expressions;

namespace Prov.LoadTests.Policies;

/// <summary>What deciding costs: a condition, an event, a whole population, an explanation.</summary>
public static class PolicyBench
{
    private const int EventPasses = 60;
    private const long Evaluations = 1_000_000;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var people = options.Number("identities", 1_000_000);
        var (compiled, handWritten) = new ConditionBench().Run(Evaluations);
        Show("evaluations per second, compiled", compiled);
        Show("evaluations per second, written by hand", handWritten);
        var (few, many) = (EventCost.Microseconds(Shape(100), EventPasses), EventCost.Microseconds(Shape(1000), EventPasses));
        Show("microseconds of an event at 100 policies", few);
        Show("microseconds of an event at 1000 policies", many);

        await using var population = new WholePopulation(people);
        await population.PrepareAsync();
        var scan = Math.Min(await population.ScanAsync(), await population.ScanAsync());
        Show("seconds of a bare scan", scan);
        var before = population.SiloMegabytes();
        var (whatIf, summary) = await population.WhatIfAsync();
        Show("seconds of the what-if", whatIf);
        Console.WriteLine($"{summary.Identities:N0} looked at, {summary.Decided:N0} decided, {summary.Changed:N0} change; the silo's memory went from {before} to {population.SiloMegabytes()} MB");
        var explain = await population.ExplainAsync();
        Show("milliseconds of an explanation, p99", explain);
        var (recompute, done) = await population.RecomputeAsync();
        Console.WriteLine($"recompute: {recompute:0.0} s, {done.Changed:N0} changed, {done.State}");
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>
            {
                ["whatif_seconds"] = whatIf,
                ["whatif_identities"] = summary.Identities,
                ["scan_seconds"] = scan,
                ["event_microseconds_100_policies"] = few,
                ["event_microseconds_1000_policies"] = many,
                ["evaluations_per_second"] = compiled,
                ["handwritten_evaluations_per_second"] = handWritten,
                ["explain_p99_ms"] = explain,
            }));
        }

        return 0;
    }

    private static PolicyShape Shape(int policies) => new() { Policies = policies, Mappings = 50 };

    private static void Show(string name, double value) => Console.WriteLine($"{name,-45} {value.ToString("#,0.##", CultureInfo.InvariantCulture)}");
}
