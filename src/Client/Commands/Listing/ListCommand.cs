using System.CommandLine;
using Prov.Client.Errors;

namespace Prov.Client.Commands.Listing;

/// <summary><c>prov list</c>: pages of a list; in JSON one object for each page.</summary>
internal static class ListCommand
{
    private static readonly Option<int> _pageSize = new("--page-size") { Description = "Items of a page, at most 1000.", DefaultValueFactory = _ => 50 };
    private static readonly Option<string> _pageToken = new("--page-token") { Description = "Goes on where a list ended.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> _all = new("--all") { Description = "Every page." };

    public static Command Create()
    {
        var list = new Command("list", "Lists what the server knows.");
        foreach (var subject in ListSubjects.All)
        {
            list.Subcommands.Add(Of(subject.Name, subject.Name));
        }

        return list;
    }

    /// <summary>The list of one subject, under a name of its own.</summary>
    public static Command Of(string subjectName, string name)
    {
        var subject = ListSubjects.All.Single(s => s.Name == subjectName);
        var command = new Command(name, subject.Description) { _pageSize, _pageToken, _all };
        foreach (var option in subject.Narrowing)
        {
            command.Options.Add(option);
        }

        return command.Runs(context => RunAsync(subject, context));
    }

    private static async Task<int> RunAsync(ListSubject subject, CommandContext context)
    {
        var request = new PageRequest(context.Get(_pageSize), context.Get(_pageToken)!);
        Page page;
        do
        {
            page = await subject.FetchAsync(context, request);
            Show(subject, page, context);
            request = request with { Token = page.NextPageToken };
        }
        while (context.Get(_all) && page.NextPageToken.Length > 0);

        if (page.NextPageToken.Length > 0 && !context.Printer.IsJson)
        {
            context.Printer.Say($"There are more: --all, or --page-token {page.NextPageToken}");
        }

        return ExitCode.Ok;
    }

    private static void Show(ListSubject subject, Page page, CommandContext context)
    {
        if (context.Printer.IsJson)
        {
            context.Printer.Json(page.Answer);
        }
        else
        {
            context.Printer.Table(subject.Headings, page.Rows);
        }
    }
}
