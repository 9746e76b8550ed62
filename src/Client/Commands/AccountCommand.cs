using System.CommandLine;
using Prov.Client.Errors;
using Prov.V1;

namespace Prov.Client.Commands;

/// <summary><c>prov account</c>: has accounts tried again that their target refused.</summary>
internal static class AccountCommand
{
    private const int PerCall = 1000;
    private static readonly Argument<string[]> _ids = new("id") { Description = "Ids of accounts.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string> _filter = new("--filter")
    {
        Description = "CEL condition over account and identity, as account.status == \"REFUSED\": which accounts, instead of ids.",
        DefaultValueFactory = _ => "",
    };

    public static Command Create() => new("account", "Works on accounts.")
    {
        new Command("retry", "Tries accounts again at once, after what was refused is corrected.") { _ids, _filter }.Runs(RetryAsync),
    };

    private static async Task<int> RetryAsync(CommandContext context)
    {
        var (ids, retried) = (context.Get(_ids)!.ToList(), 0);
        if (context.Get(_filter) is { Length: > 0 } filter)
        {
            ids.AddRange(await FindAsync(context, filter));
        }
        else if (ids.Count == 0)
        {
            throw new ProvException(new("ACCOUNTS_MISSING", "Name accounts by id or by --filter.", ExitCode.Refused));
        }

        foreach (var chunk in ids.Chunk(PerCall))
        {
            var answer = await context.Client.Accounts.RetryAccountsAsync(new() { AccountIds = { chunk } }, cancellationToken: context.Cancellation);
            retried += answer.Retried;
        }

        if (context.Printer.IsJson)
        {
            context.Printer.Json(new RetryAccountsResponse { Retried = retried });
        }
        else
        {
            context.Printer.Line($"{retried} accounts are tried again.");
        }

        return ExitCode.Ok;
    }

    private static async Task<List<string>> FindAsync(CommandContext context, string filter)
    {
        var (ids, request) = (new List<string>(), new ListAccountsRequest { Filter = filter, PageSize = PerCall });
        do
        {
            var page = await context.Client.Accounts.ListAccountsAsync(request, cancellationToken: context.Cancellation);
            ids.AddRange(page.Accounts.Select(a => a.Id));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }
}
