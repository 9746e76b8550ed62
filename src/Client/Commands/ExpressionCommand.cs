using System.CommandLine;
using System.Globalization;
using Google.Protobuf.Collections;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov expr</c>: checks and tries an expression against the active configuration.</summary>
internal static class ExpressionCommand
{
    private static readonly Argument<string> _text = new("expression") { Description = "CEL over identity and now, or with --source over record." };
    private static readonly Option<string> _source = new("--source") { Description = "Source whose record the expression reads.", DefaultValueFactory = _ => "" };
    private static readonly Option<string> _identity = new("--identity") { Description = "Id of the identity to evaluate over.", DefaultValueFactory = _ => "" };
    private static readonly Option<string> _attributes = new("--attributes") { Description = "Attributes to evaluate over, as a JSON object.", DefaultValueFactory = _ => "" };

    public static Command Create() => new("expr", "Checks and tries expressions.")
    {
        new Command("check", "Says the type of an expression and what it reads, or every fault of it.") { _text, _source }.Runs(CheckAsync),
        new Command("eval", "Evaluates an expression over an identity, or over given attributes.") { _text, _source, _identity, _attributes }.Runs(EvaluateAsync),
    };

    private static async Task<int> CheckAsync(CommandContext context)
    {
        var request = new CheckExpressionRequest { Expression = context.Get(_text)!, Source = context.Get(_source) };
        var checkedText = await context.Client.Expressions.CheckExpressionAsync(request, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(checkedText);
        }
        else if (checkedText.Faults.Count == 0)
        {
            context.Printer.Facts([("Type", checkedText.ResultType), ("Reads", string.Join(", ", checkedText.Inputs))]);
        }

        return Told(context, request.Expression, checkedText.Faults);
    }

    private static async Task<int> EvaluateAsync(CommandContext context)
    {
        var request = new EvaluateExpressionRequest
        {
            Expression = context.Get(_text)!, Source = context.Get(_source), IdentityId = context.Get(_identity),
            Attributes = { JsonAttributes.Parse(context.Get(_attributes)!) },
        };
        var evaluated = await context.Client.Expressions.EvaluateExpressionAsync(request, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(evaluated);
        }
        else if (evaluated.Faults.Count == 0)
        {
            context.Printer.Facts(Facts(evaluated));
        }

        return evaluated.FailureReason.Length > 0 ? ExitCode.Refused : Told(context, request.Expression, evaluated.Faults);
    }

    private static IEnumerable<(string Name, string Value)> Facts(EvaluateExpressionResponse evaluated)
    {
        if (evaluated.FailureReason.Length > 0)
        {
            return [("Failed", evaluated.FailureReason), ("Why", evaluated.FailureMessage)];
        }

        (string Name, string Value)[] facts = [("Result", evaluated.Result), ("Type", evaluated.ResultType)];
        return evaluated.ChangesAt is null ? facts : [.. facts, ("Changes", ValueText.Of(evaluated.ChangesAt))];
    }

    /// <summary>Shows each fault under the line that it is in, and the exit code for it.</summary>
    private static int Told(CommandContext context, string text, RepeatedField<ExpressionFault> faults)
    {
        var lines = text.Split('\n');
        foreach (var fault in context.Printer.IsJson ? [] : faults)
        {
            context.Printer.Say(string.Create(CultureInfo.InvariantCulture, $"{fault.Reason}, line {fault.Line}, column {fault.Column}: {fault.Message}"));
            context.Printer.Say("  " + lines[Math.Min(fault.Line, lines.Length) - 1].TrimEnd('\r'));
            context.Printer.Say(new string(' ', fault.Column + 1) + '^');
        }

        return faults.Count == 0 ? ExitCode.Ok : ExitCode.Refused;
    }
}
