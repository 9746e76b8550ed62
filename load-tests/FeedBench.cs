using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Prov.Domain.Identities;
using Prov.Domain.Sources;
using Prov.Grains.Sources.Feeds;
using Prov.Grains.Sources.Index;

namespace Prov.LoadTests;

/// <summary>
/// How fast a full feed in which nothing has changed is compared with the difference index, on one thread; beside it a plain reader of
/// the same file that only splits lines into fields.
/// </summary>
public static class FeedBench
{
    private const int Passes = 7;

    private static readonly AuthoritativeSource _source = new()
    {
        Name = "bench",
        Attributes =
        [
            new("id", AttributeType.String), new("given", AttributeType.String), new("family", AttributeType.String),
            new("department", AttributeType.String), new("title", AttributeType.String), new("hired", AttributeType.Timestamp),
        ],
        Feed = new FeedFormat { KeyColumn = "id", Complete = true },
    };

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var rows = options.Number("rows", 1_000_000);
        var folder = Directory.CreateTempSubdirectory("prov-bench-feed-");
        try
        {
            var path = Path.Combine(folder.FullName, "feed.csv");
            await WriteFeedAsync(path, rows);
            Measure(path, Path.Combine(folder.FullName, "index"), rows, options.Json);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WriteFeedAsync(string path, long rows)
    {
        string[] departments = ["Sales", "Research", "Production", "Finance", "Service"];
        await using var writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        await writer.WriteAsync("id,given,family,department,title,hired\n");
        for (var i = 0; i < rows; i++)
        {
            await writer.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"E{i:D8},Given{i % 997},Family{i % 9973},{departments[i % 5]},Engineer {i % 7},20{i % 24:D2}-0{1 + (i % 9)}-1{i % 10}\n"));
        }
    }

    private static void Measure(string path, string indexFolder, long rows, bool json)
    {
        using var file = File.OpenHandle(path);
        using var index = new DifferenceIndex(indexFolder, memoryBytes: 256 << 20, population: rows);
        var feed = FeedFile.Open(_source, file).Feed!;
        var (submitted, written, learned) = (0L, 0L, 0L);
        Compare(feed, index, file, row =>
        {
            index.Know(row.Key, row.Content, here: true);
            learned++;
        });
        var (compared, plainly, byProcessor) = (new List<double>(), new List<double>(), new List<double>());
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = index.LogBytes;
            var processor = Environment.CpuUsage.TotalTime;
            compared.Add(Rate(rows, () => Compare(feed, index, file, _ => submitted++)));
            byProcessor.Add(rows / (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
            written += index.LogBytes - before;
            plainly.Add(Rate(rows, () => ReadPlainly(path)));
            Console.WriteLine($"pass {pass + 1}: {compared[^1]:N0} rows/s; plain reading and splitting {plainly[^1]:N0} rows/s");
        }

        var (rate, plain) = (Median(compared), Median(plainly));
        Console.WriteLine($"{rows:N0} rows, {learned:N0} learned first, then {submitted:N0} events; median {rate:N0} rows/s, {rate / plain:0.00} of plain");
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>
            {
                ["rows"] = rows,
                ["rows_per_second"] = Math.Round(rate),
                // The same on a machine that has other work: by the time that the process had a core.
                ["rows_per_processor_second"] = Math.Round(Median(byProcessor)),
                ["plain_rows_per_second"] = Math.Round(plain),
                ["ratio"] = Math.Round(rate / plain, 3),
                ["activations"] = submitted,
                ["writes"] = submitted,
                ["index_growth_bytes"] = written,
            }));
        }
    }

    private static void Compare(FeedFile feed, DifferenceIndex index, SafeFileHandle file, Action<PlannedRow> differs)
    {
        var comparison = new FeedComparison(feed.Columns, index, feed.Seed);
        comparison.Run(file, feed.Offset, feed.Line, differs, _ => { }, CancellationToken.None);
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

    private static double Rate(long rows, Action pass)
    {
        var watch = Stopwatch.StartNew();
        pass();
        return rows / watch.Elapsed.TotalSeconds;
    }

    private static void ReadPlainly(string path)
    {
        var fields = 0L;
        foreach (var line in File.ReadLines(path))
        {
            fields += line.Split(',').Length;
        }

        GC.KeepAlive(fields);
    }
}
