using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Prov.Client.Errors;
using Prov.V1;
using Kind = Prov.V1.Reconciliation.Types.Kind;

namespace Prov.Client.Commands.Reconciling;

/// <summary><c>prov reconcile</c>: compares a target system with what Prov wants and knows.</summary>
internal static class ReconcileCommand
{
    private static readonly Argument<string> _target = new("target") { Description = "Name of the target system.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string> _id = new("run") { Description = "Id of the run." };
    private static readonly Option<bool> _full = new("--full") { Description = "Reads every account; so without either option." };
    private static readonly Option<bool> _delta = new("--delta") { Description = "Reads what changed since the last run, where the target can tell." };
    private static readonly Option<bool> _reportOnly = new("--report-only") { Description = "Does nothing; says what would be done." };
    private static readonly Option<bool> _noWait = new("--no-wait") { Description = "Answers as soon as the run has begun." };

    private static readonly Option<string> _planHash = new("--plan-hash")
    {
        Description = "Hash of what you looked at; anything else is not released.", Required = true,
    };

    public static Command Create()
    {
        var command = new Command("reconcile", "Compares the accounts of a target system with what they should be, and repairs them.")
        {
            _target, _full, _delta, _reportOnly, _noWait,
            new Command("cancel", "Stops a run; what has been done stays.") { _id }.Runs(CancelAsync),
            new Command("release", "Releases what the guard holds of a run.") { _id, _planHash }.Runs(ReleaseAsync),
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_full) && result.GetValue(_delta))
            {
                result.AddError("Give one of --full and --delta.");
            }
        });
        return command.Runs(RunAsync);
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        if (string.IsNullOrEmpty(context.Get(_target)))
        {
            throw new ProvException(new("USAGE", "Name a target system.", ExitCode.Usage) { Advice = "See prov reconcile --help." });
        }

        var request = new StartReconciliationRequest
        {
            TargetSystem = context.Get(_target),
            Kind = context.Get(_delta) ? Kind.Delta : Kind.Full,
            ReportOnly = context.Get(_reportOnly),
            RequestId = Guid.NewGuid().ToString(),
        };
        var run = (await context.Client.Reconciliations.StartReconciliationAsync(request, cancellationToken: context.Cancellation)).Reconciliation;
        return await ShowAsync(context, context.Get(_noWait) ? run : await FollowAsync(context, run.Id));
    }

    private static async Task<int> CancelAsync(CommandContext context)
    {
        var request = new CancelReconciliationRequest { ReconciliationId = context.Get(_id)! };
        return await ShowAsync(
            context, (await context.Client.Reconciliations.CancelReconciliationAsync(request, cancellationToken: context.Cancellation)).Reconciliation);
    }

    private static async Task<int> ReleaseAsync(CommandContext context)
    {
        var request = new ReleaseReconciliationRequest { ReconciliationId = context.Get(_id)!, PlanHash = context.Get(_planHash)! };
        await context.Client.Reconciliations.ReleaseReconciliationAsync(request, cancellationToken: context.Cancellation);
        return await ShowAsync(context, await FollowAsync(context, context.Get(_id)!));
    }

    /// <summary>The run when it is over.</summary>
    private static async Task<Reconciliation> FollowAsync(CommandContext context, string id)
    {
        while (true)
        {
            var request = new GetReconciliationRequest { ReconciliationId = id, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) };
            var run = (await context.Client.Reconciliations.GetReconciliationAsync(request, cancellationToken: context.Cancellation)).Reconciliation;
            if (run.State != Reconciliation.Types.State.Running)
            {
                return run;
            }
        }
    }

    private static Task<int> ShowAsync(CommandContext context, Reconciliation run)
    {
        ReconciliationView.Show(context.Printer, run);
        return Task.FromResult(ReconciliationView.CodeOf(run));
    }
}
