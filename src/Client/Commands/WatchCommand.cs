using System.CommandLine;
using Grpc.Core;
using Prov.Client.Commands.Listing;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov watch audit</c>: entries as they are committed, until it is ended.</summary>
internal static class WatchCommand
{
    private static readonly Option<bool> _fromStart = new("--from-start") { Description = "Begins with the oldest entry." };
    private static readonly Option<string> _cursor = new("--cursor") { Description = "Goes on after this cursor.", DefaultValueFactory = _ => "" };

    public static Command Create() => new("watch", "Shows what happens, as it happens.")
    {
        new Command("audit", "Entries of the audit record, as they are committed.") { _fromStart, _cursor }.Runs(RunAsync),
    };

    private static async Task<int> RunAsync(CommandContext context)
    {
        var request = new WatchAuditEntriesRequest { FromStart = context.Get(_fromStart), Cursor = context.Get(_cursor)! };
        while (true)
        {
            try
            {
                await FollowAsync(context, request);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && request.Cursor.Length > 0)
            {
                context.Printer.Say("The server is away; trying again.");
                await Task.Delay(TimeSpan.FromSeconds(1), context.Cancellation);
            }
        }
    }

    private static async Task FollowAsync(CommandContext context, WatchAuditEntriesRequest request)
    {
        using var call = context.Client.Audit.WatchAuditEntries(request, cancellationToken: context.Cancellation);
        await foreach (var message in call.ResponseStream.ReadAllAsync(context.Cancellation))
        {
            request.Cursor = message.Cursor;
            if (context.Printer.IsJson && message.Entry is not null)
            {
                context.Printer.Json(message);
            }
            else if (message.Entry is { } entry)
            {
                context.Printer.Line(string.Join("  ", AuditRow.Of(entry).Where(part => part.Length > 0)));
            }
        }
    }
}
