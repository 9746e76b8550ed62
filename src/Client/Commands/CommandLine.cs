using System.CommandLine;
using Prov.Client.Commands.Configuring;
using Prov.Client.Commands.Events;
using Prov.Client.Commands.Granting;
using Prov.Client.Commands.Importing;
using Prov.Client.Commands.Listing;
using Prov.Client.Commands.Previewing;
using Prov.Client.Commands.Reconciling;
using Prov.Client.Commands.Showing;
using Prov.Client.Commands.Testing;
using Prov.Client.Demo;
using Prov.Client.Errors;
using Prov.Client.Output;

namespace Prov.Client.Commands;

/// <summary>The <c>prov</c> command line.</summary>
public static class CommandLine
{
    private const string Codes =
        "Exit codes: 0 done; 1 refused, or faults in the input; 2 wrong usage; 3 server not reachable; 4 not permitted; 5 done in part, or held.";

    // After Ctrl-C: the demo's silo ends in good order.
    private static readonly TimeSpan _endLimit = TimeSpan.FromSeconds(20);

    /// <summary>Runs one command and returns its exit code.</summary>
    /// <param name="args">As the shell gives them.</param>
    /// <param name="results">Takes results; standard output when absent.</param>
    /// <param name="messages">Takes errors and remarks; standard error when absent.</param>
    /// <param name="cancellation">Ends the command, as Ctrl-C does.</param>
    public static async Task<int> RunAsync(
        string[] args, TextWriter? results = null, TextWriter? messages = null, CancellationToken cancellation = default)
    {
        var invocation = new InvocationConfiguration
        {
            Output = results ?? Console.Out,
            Error = messages ?? Console.Error,
            ProcessTerminationTimeout = _endLimit,
        };
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(invocation, cancellation);
        }

        var json = args.SkipWhile(a => a is not ("-o" or "--output")).Skip(1).FirstOrDefault() == "json";
        new Printer(json ? OutputFormat.Json : OutputFormat.Table, invocation.Output, invocation.Error).Error(new(
            "USAGE", string.Join(' ', parsed.Errors.Select(e => e.Message)), ExitCode.Usage) { Advice = $"See {Path(parsed)} --help." });
        return ExitCode.Usage;
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(at.Command is RootCommand ? "prov" : at.Command.Name);
        }

        return string.Join(' ', names);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Prov: joiners, movers and leavers, from authoritative sources to target systems. " + Codes)
        {
            StatusCommand.Create(), ApplyCommand.Create(), DiffCommand.Create(), RecomputeCommand.Create(), ExportCommand.Create(),
            PolicyCommand.Create(), ImportCommand.Create(), ReleaseCommand.Create(), EventCommand.Create(), PreviewCommand.Create(),
            GetCommand.Create(), ListCommand.Create(), ExplainCommand.Create(), WatchCommand.Create(),
            GrantCommand.Create(), SodCommand.Create(), TargetCommand.Create(), ReconcileCommand.Create(), QuarantineCommand.Create(),
            LeavesCommand.Create(), AccountCommand.Create(), WorkItemCommand.Create(),
            CorrelationCommand.Create(), ExpressionCommand.Create(), AuditCommand.Create(), DemoCommand.Create(),
        };
        foreach (var option in GlobalOptions.All)
        {
            root.Options.Add(option);
        }

        return root;
    }
}
