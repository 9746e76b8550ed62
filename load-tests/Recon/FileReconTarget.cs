using System.Diagnostics;
using System.Text;
using Prov.V1;

namespace Prov.LoadTests.Recon;

/// <summary>A delimited-text file; beside it <c>sort | comm</c> of the same unsorted rows as they were before and are now.</summary>
internal sealed class FileReconTarget(string folder) : ReconTarget
{
    private readonly string _path = Path.Combine(folder, "accounts.csv");
    private readonly string _before = Path.Combine(folder, "before.csv");

    public override string Name => "file";

    public override TargetSystem Declaration
    {
        get
        {
            var target = Declare("delimitedText");
            target.Settings["path"] = _path;
            target.Settings["nameColumn"] = "login";
            target.Settings["enabledColumn"] = "active";
            target.Settings["columns"] = "login,active," + string.Join(',', Attributes);
            return target;
        }
    }

    public override async Task FillAsync(long accounts)
    {
        await using (var writer = new StreamWriter(_path, false, new UTF8Encoding(false), 1 << 20))
        {
            await writer.WriteAsync("login,active," + string.Join(',', Attributes) + "\n");

            // In an order that neither sorting nor a scan by name would have: a large odd step visits every number once.
            for (var i = 0L; i < accounts; i++)
            {
                var number = (i * 7_368_787 % accounts) + 1;
                await writer.WriteAsync($"{NameOf(number)},true,{string.Join(',', ValuesOf(number))}\n");
            }
        }

        File.Copy(_path, _before, overwrite: true);
    }

    public override Task<Func<long, string>> NativeIdsAsync() => Task.FromResult<Func<long, string>>(NameOf);

    public override async Task<TimeSpan> ScanBareAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var info = new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", "LC_ALL=C comm -3 <(LC_ALL=C sort \"$1\") <(LC_ALL=C sort \"$2\") | wc -l", "comm", _before, _path }, RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(start);
    }

    public override async Task ChangeEachAsync(long n)
    {
        var lines = await File.ReadAllLinesAsync(_path);
        for (var i = 1L; i < lines.LongLength; i += n)
        {
            lines[i] = lines[i][..lines[i].LastIndexOf(',')] + ",Elsewhere";
        }

        await File.WriteAllLinesAsync(_path, lines, new UTF8Encoding(false));
    }

    public override ValueTask DisposeAsync()
    {
        File.Delete(_path);
        File.Delete(_before);
        return default;
    }
}
