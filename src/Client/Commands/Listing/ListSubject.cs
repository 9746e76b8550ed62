using System.CommandLine;

namespace Prov.Client.Commands.Listing;

/// <summary>Something that can be listed.</summary>
/// <param name="Name">As the command line calls it.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Headings">Of the table for people.</param>
/// <param name="Narrowing">Options that choose among the items.</param>
/// <param name="FetchAsync">Gets one page.</param>
internal sealed record ListSubject(
    string Name, string Description, string[] Headings, Option[] Narrowing, Func<CommandContext, PageRequest, Task<Page>> FetchAsync);
