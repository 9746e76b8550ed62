using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Prov.Client.Tests.Commands;
using Prov.Tests.Servers;

namespace Prov.Client.Tests.Readme;

/// <summary>
/// A checkout as a newcomer sees it: the samples, and <c>./prov</c>, which runs what was built with these tests. Lines of the README run
/// in it by the shell, exactly as they stand there.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NewcomerFolder : IDisposable
{
    private const string Script =
        """
        #!/bin/sh
        case $1 in
          serve | migrate) exec dotnet '{silo}' "$@" ;;
          *) exec dotnet '{client}' "$@" ;;
        esac
        """;

    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();
    private readonly string _address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePorts.Take()}");
    private Process? _silo;

    public NewcomerFolder()
    {
        var samples = Path.Combine(ReadmeFile.Root, "samples");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.Combine("samples", Path.GetRelativePath(samples, file)), File.ReadAllText(file));
        }

        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var script = Script
            .Replace("{silo}", Path.Combine(ReadmeFile.Root, "src", "Silo", "bin", configuration, "net10.0", "prov-silo.dll"), StringComparison.Ordinal)
            .Replace("{client}", Path.Combine(AppContext.BaseDirectory, "prov.dll"), StringComparison.Ordinal);
        File.SetUnixFileMode(_folder.Write("prov", script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a line that starts the silo, and waits until it answers.</summary>
    public async Task ServeAsync(string line)
    {
        Assert.Null(_silo);
        _silo = Start(line);
        var log = (Output: _silo.StandardOutput.ReadToEndAsync(), Error: _silo.StandardError.ReadToEndAsync());
        await Deadline.UntilAsync(
            async () => _silo.HasExited
                ? throw new InvalidOperationException($"The silo ended: {await log.Output} {await log.Error}")
                : (await RunAsync("./prov status")).Code == 0,
            _startLimit,
            "the silo answers");
    }

    /// <summary>Runs a line to its end.</summary>
    public async Task<Invocation> RunAsync(string line)
    {
        using var shell = Start(line);
        shell.StandardInput.Close();
        var results = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var messages = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(shell.ExitCode, await results, await messages);
    }

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public void Dispose()
    {
        if (_silo is not null)
        {
            _silo.Kill(entireProcessTree: true);
            _silo.WaitForExit();
            _silo.Dispose();
        }

        _folder.Dispose();
    }

    private Process Start(string line)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-c", line])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Only what lets several of these run at once, and no silo outlive its test.
        info.Environment["Prov__Listen"] = info.Environment["PROV_SERVER"] = _address;
        info.Environment["Prov__StopWithInput"] = "true";
        return Process.Start(info)!;
    }
}
