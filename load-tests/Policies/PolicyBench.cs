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
        var (first, summary) = await population.WhatIfAsync();
        var (second, third) = ((await population.WhatIfAsync()).Seconds, (await population.WhatIfAsync()).Seconds);
        var whatIf = new[] { first, second, third }.Order().ElementAt(1);
        Show("seconds of the what-if, median", whatIf);
        Console.WriteLine($"what-ifs one after the other, the first by a silo that has done nothing yet: {first:0.0}, {second:0.0}, {third:0.0} s");
        Console.WriteLine($"{summary.Identities:N0} looked at, {summary.Decided:N0} decided, {summary.Changed:N0} change; the silo's memory went from {before} to {population.SiloMegabytes()} MB");
        var explain = await population.ExplainAsync();
        Show("milliseconds of an explanation, p99", explain);
        var (looked, recompute, done) = await population.RecomputeAsync();
        Console.WriteLine($"recompute: {recompute:0.0} s, everyone looked at after {looked:0.0} s, {done.Changed:N0} changed, {done.State}");
        var events = await population.EventsAsync(done.Changed);
        var allowed = (1.5 * whatIf) + events;
        Console.WriteLine($"as many changes as events: {events:0.0} s; 1.5 what-ifs and these: {allowed:0.0} s");
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
                ["recompute_seconds"] = recompute,
                ["recompute_allowed_seconds"] = allowed,
            }));
        }

        return 0;
    }

    private static PolicyShape Shape(int policies) => new() { Policies = policies, Mappings = 50 };

    private static void Show(string name, double value) => Console.WriteLine($"{name,-45} {value.ToString("#,0.##", CultureInfo.InvariantCulture)}");
}
