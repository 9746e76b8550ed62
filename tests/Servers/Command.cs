using System.Diagnostics;

namespace Prov.Tests.Servers;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary>Runs the program and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0; the message holds its error output.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CommandOptions? options = null)
    {
        using var process = Process.Start(StartInfo(program, arguments, options ?? new CommandOptions()))
            ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {await error} {await output}");
        }

        return await output;
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, CommandOptions options)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = options.WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
