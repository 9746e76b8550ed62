using Prov.LoadTests;
using Prov.LoadTests.Expressions;
using Prov.LoadTests.Joiners;
using Prov.LoadTests.Policies;
using Prov.LoadTests.Recon;
using Prov.LoadTests.Shapes;

var benches = new Dictionary<string, Func<BenchOptions, Task<int>>>(StringComparer.Ordinal)
{
    ["feed"] = FeedBench.RunAsync,
    ["expressions"] = ExpressionsBench.RunAsync,
    ["joiners"] = JoinersBench.RunAsync,
    ["policy"] = PolicyBench.RunAsync,
    ["recon"] = ReconBench.RunAsync,
    ["shapes"] = ShapesBench.RunAsync,
};

if (args.Length > 0 && benches.TryGetValue(args[0], out var bench))
{
    return await bench(new BenchOptions(args[1..]));
}

await Console.Error.WriteLineAsync("Usage: bench <" + string.Join('|', benches.Keys) + "> [--json] [--<option> <number>]");
return 2;
