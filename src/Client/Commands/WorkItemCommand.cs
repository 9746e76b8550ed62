using System.CommandLine;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;
using Decision = Prov.V1.CompleteWorkItemRequest.Types.Decision;

namespace Prov.Client.Commands;

/// <summary><c>prov workitem</c>: takes what people have to do, and gives what they decide.</summary>
internal static class WorkItemCommand
{
    private static readonly Argument<string> _id = new("id") { Description = "Id of the work item." };
    private static readonly Option<string> _to = new("--to") { Description = "Who looks after it; nobody when absent.", DefaultValueFactory = _ => "" };
    private static readonly Option<string> _link = new("--link") { Description = "Correlation: the record belongs to this identity.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> _create = new("--create") { Description = "Correlation: the record is somebody new." };
    private static readonly Option<string> _comment = new("--comment") { Description = "Why; kept with the decision.", DefaultValueFactory = _ => "" };

    private static readonly Option<string> _evidence = new("--evidence") { Description = "Manual: what shows that it was done.", DefaultValueFactory = _ => "" };

    public static Command Create() => new("workitem", "Takes and decides work items.")
    {
        new Command("assign", "Gives an open item to somebody.") { _id, _to }.Runs(AssignAsync),
        new Command("complete", "Decides an open item: resolved, unless --link or --create says otherwise.") { _id, _link, _create, _comment, _evidence }.Runs(CompleteAsync),
    };

    /// <summary>Shows one item for people.</summary>
    public static void Show(Printer printer, WorkItem item)
    {
        printer.Facts(
        [
            ("Id", item.Id), ("Kind", ValueText.Of(item.Kind)), ("State", ValueText.Of(item.State)), ("Subject", item.Subject), ("Owner", item.Owner),
            ("Opened", ValueText.Of(item.OpenedAt)), ("Closed", ValueText.Of(item.ClosedAt)), ("By", item.ClosedBy), ("Decision", item.Decision),
            ("Waiting", item.WaitingEvents == 0 ? "" : $"{item.WaitingEvents} events"), ("Summary", item.Summary),
            .. item.Record.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => ("  " + a.Key, ValueText.Of(a.Value))),
            .. item.Instructions.Select((step, i) => (i == 0 ? "Instructions" : "", step)),
            .. item.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => ("  " + d.Key, d.Value)),
        ]);
        if (item.Candidates.Count > 0)
        {
            printer.Table(
                ["CANDIDATE", "CONFIDENCE", "WHY"],
                item.Candidates.Select(c => new[] { c.IdentityId, c.Confidence.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture), c.Explanation }));
        }
    }

    private static async Task<int> AssignAsync(CommandContext context)
    {
        var request = new AssignWorkItemRequest { ItemId = context.Get(_id), Owner = context.Get(_to) };
        return Told(context, (await context.Client.WorkItems.AssignWorkItemAsync(request, cancellationToken: context.Cancellation)).Item);
    }

    private static async Task<int> CompleteAsync(CommandContext context)
    {
        var identity = context.Get(_link)!;
        var request = new CompleteWorkItemRequest
        {
            ItemId = context.Get(_id),
            Decision = identity.Length > 0 ? Decision.Link : context.Get(_create) ? Decision.Create : Decision.Resolved,
            IdentityId = identity,
            Comment = context.Get(_comment),
            Evidence = context.Get(_evidence),
        };
        return Told(context, (await context.Client.WorkItems.CompleteWorkItemAsync(request, cancellationToken: context.Cancellation)).Item);
    }

    private static int Told(CommandContext context, WorkItem item)
    {
        if (context.Printer.IsJson)
        {
            context.Printer.Json(item);
        }
        else
        {
            Show(context.Printer, item);
        }

        return ExitCode.Ok;
    }
}
