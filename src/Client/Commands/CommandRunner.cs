using System.CommandLine;
using Grpc.Core;
using Prov.Client.Errors;
using Prov.Client.Output;

namespace Prov.Client.Commands;

/// <summary>Runs a command's action and turns what goes wrong into an error for people and an exit code; never shows a stack trace.</summary>
internal static class CommandRunner
{
    /// <summary>Ended by the person, as shells count it.</summary>
    public const int Interrupted = 130;

    public static Command Runs(this Command command, Func<CommandContext, Task<int>> action)
    {
        command.SetAction((parsed, cancellation) => RunAsync(parsed, action, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<CommandContext, Task<int>> action, CancellationToken cancellation)
    {
        var printer = new Printer(parsed.GetValue(GlobalOptions.Output), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var context = new CommandContext(parsed, printer, cancellation);
        try
        {
            return await action(context);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception exception)
        {
            var error = Describe(exception);
            printer.Error(error);
            return error.ExitCode;
        }
    }

    private static ProvError Describe(Exception exception) => exception switch
    {
        ProvException known => known.Error,
        RpcException refused => ProvErrors.From(refused),
        IOException or UnauthorizedAccessException => new("FILE_NOT_USABLE", exception.Message, ExitCode.Refused),
        _ => new("CLIENT_FAULT", $"The command line itself failed ({exception.GetType().Name}). Please report this.", ExitCode.Refused),
    };
}
