using System.CommandLine;
using Prov.Client.Configuration;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.Client.PolicyTests;

namespace Prov.Client.Commands.Testing;

/// <summary><c>prov policy test</c>: runs the policy tests of a directory, and shows what another configuration would change for their people.</summary>
internal static class PolicyTestCommand
{
    private static readonly Argument<string> _path = new("path") { Description = "A directory of configuration and policy tests, or one file." };

    private static readonly Option<string?> _against = new("--against")
    {
        Description = "Another directory of configuration: shows who of the tests would gain and lose what under it.",
    };

    private static readonly Option<string?> _junit = new("--junit") { Description = "Writes the result as JUnit XML to this file." };

    public static Command Create() =>
        new Command("test", "Runs policy tests in the server's memory; nothing is written there.") { _path, _against, _junit }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context)
    {
        var files = Read(context.Get(_path)!);
        if (files.Tests.Count == 0)
        {
            throw new ProvException(new("NO_POLICY_TESTS", "There is no policy test here. Write a document of kind PolicyTest.", ExitCode.Refused));
        }

        var runner = new PolicyTestRunner(context.Client, context.Cancellation);
        var results = await runner.RunAsync(files.Configuration, files.Tests);
        var impact = context.Get(_against) is { } other
            ? await PolicyImpact.FindAsync(runner, files, Read(other).Configuration)
            : null;
        if (context.Get(_junit) is { } junit)
        {
            JUnitReport.Write(junit, results);
        }

        Show(context.Printer, results, impact);
        return results.All(r => r.Passed) ? ExitCode.Ok : ExitCode.Refused;
    }

    /// <exception cref="ProvException">The files have faults; all are in it.</exception>
    private static PolicyTestFiles Read(string path)
    {
        var files = PolicyTestReader.Read(path);
        return files.Errors.Count == 0 ? files : throw new ProvException(new(
            "POLICY_TESTS_INVALID", $"The files have {files.Errors.Count} {(files.Errors.Count == 1 ? "fault" : "faults")}; no test was run.", ExitCode.Refused)
        {
            Details = [.. files.Errors.Select(DetailOf)],
        });
    }

    private static ProvErrorDetail DetailOf(ConfigurationError error) =>
        new(error.Reason, $"{error.Document} {error.Path}".Trim(), error.Message) { File = error.File, Line = error.Line };

    private static void Show(Printer printer, IReadOnlyList<PolicyTestResult> results, IReadOnlyList<ImpactLine>? impact)
    {
        var failed = results.Count(r => !r.Passed);
        if (printer.IsJson)
        {
            printer.JsonOf(new { tests = results, passed = results.Count - failed, failed, impact });
            return;
        }

        printer.Table(["", "TEST", "STATEMENT"], results.Select(r => new[] { r.Passed ? "pass" : "FAIL", r.Name, r.Statement }));
        foreach (var failure in results.SelectMany(r => r.Failures))
        {
            printer.Line($"{failure.File}:{failure.Line}: {failure.Path}: {failure.Message}");
        }

        if (impact is not null)
        {
            printer.Table(["TEST", "STEP", "IDENTITY", "GAINS", "LOSES"], impact.Select(i => new[]
            {
                i.Test, ValueText.Of(i.Step), i.Identity, string.Join(", ", i.Gains), string.Join(", ", i.Loses),
            }));
        }

        printer.Line($"{results.Count - failed} of {results.Count} tests passed.");
    }
}
