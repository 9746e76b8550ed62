using System.CommandLine;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Listing;

/// <summary>Everything that can be listed.</summary>
internal static class ListSubjects
{
    private static readonly Option<string> _filter = Text("--filter", "CEL condition over identity or account; all when absent.");
    private static readonly Option<string> _itemFilter = Text("--filter", "CEL condition over item: kind, state, subject, owner, openedAt, age; all when absent.");
    private static readonly Option<string> _source = Text("--source", "Only of this source.");
    private static readonly Option<string> _import = Text("--import", "Only of this import.");
    private static readonly Option<string> _identity = Text("--identity", "Only of this identity.");
    private static readonly Option<string> _subject = Text("--subject", "Only about this subject.");
    private static readonly Option<string> _action = Text("--action", "Only of this action, as IDENTITY_JOINED.");
    private static readonly Option<string> _rule = Text("--rule", "Only of this rule.");
    private static readonly Option<bool> _descending = new("--descending") { Description = "Newest first." };

    public static IReadOnlyList<ListSubject> All { get; } =
    [
        new("identities", "Identities.", ["ID", "STATE", "NAME", "DEPARTMENT", "UPDATED"], [_filter], IdentitiesAsync),
        new("accounts", "Accounts.", ["ID", "TARGET", "NAME", "WANTED", "STATUS", "REASON"], [_filter], AccountsAsync),
        new("sources", "Authoritative sources, by name.", ["NAME", "PRECEDENCE", "ATTRIBUTES", "FEED"], [], SourcesAsync),
        new("targets", "Target systems, by name.", ["NAME", "CONNECTOR", "MAPPINGS"], [], TargetsAsync),
        new("imports", "Imports of feeds, newest first.", ["ID", "SOURCE", "STATE", "FILE", "ROWS", "APPLIED", "BAD", "STARTED"], [_source], ImportsAsync),
        new("reconciliations", "Runs of reconciliation, newest first.", ReconciliationLists.RunHeadings, [ReconciliationLists.Target], ReconciliationLists.RunsAsync),
        new("situations", "What reconciliation found at a target system.", ReconciliationLists.SituationHeadings,
            [ReconciliationLists.Target, ReconciliationLists.Situation, ReconciliationLists.Run], ReconciliationLists.SituationsAsync),
        new("audit", "The audit record, in the order of the commits.", AuditRow.Headings, [_identity, _subject, _action, _descending], AuditAsync),
        new("quarantine", "Rows and events that were not accepted.", ["IMPORT", "SOURCE", "LINE", "KEY", "FAULTS"], [_source, _import], QuarantineAsync),
        new("workitems", "What people have to do, oldest first.", ["ID", "KIND", "STATE", "OWNER", "OPENED", "SUBJECT", "SUMMARY"], [_itemFilter], WorkItemsAsync),
        new("violations", "Rules of separation of duties that are violated, or withhold something.", ["RULE", "IDENTITY", "STANDING", "HOLDS", "WITHHELD", "SINCE", "UNTIL"], [_rule], ViolationsAsync),
    ];

    private static async Task<Page> IdentitiesAsync(CommandContext context, PageRequest page)
    {
        var request = new ListIdentitiesRequest { Filter = context.Get(_filter), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Identities.ListIdentitiesAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Identities.Select(Row), answer.NextPageToken);

        static string[] Row(Identity i) =>
            [i.Id, ValueText.Of(i.State), ValueText.Find(i.Attributes, "displayName"), ValueText.Find(i.Attributes, "department"), ValueText.Of(i.UpdatedAt)];
    }

    private static async Task<Page> AccountsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListAccountsRequest { Filter = context.Get(_filter), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Accounts.ListAccountsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Accounts.Select(Row), answer.NextPageToken);

        static string[] Row(Account a) =>
            [a.Id, a.TargetSystem, a.Desired?.Name ?? "", ValueText.Of(a.Desired?.State ?? 0), ValueText.Of(a.Status), a.FailureReason];
    }

    private static async Task<Page> SourcesAsync(CommandContext context, PageRequest page)
    {
        var request = new ListAuthoritativeSourcesRequest { PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Sources.ListAuthoritativeSourcesAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Sources.Select(Row), answer.NextPageToken);

        static string[] Row(AuthoritativeSource s) =>
            [s.Name, s.HasPrecedence ? ValueText.Of(s.Precedence) : "", ValueText.Of(s.Attributes.Count), s.Feed is null ? "none" : ValueText.Of(s.Feed.Mode)];
    }

    private static async Task<Page> TargetsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListTargetSystemsRequest { PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Targets.ListTargetSystemsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.TargetSystems.Select(t => new[] { t.Name, t.Connector, ValueText.Of(t.Mappings.Count) }), answer.NextPageToken);
    }

    private static async Task<Page> ImportsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListImportsRequest { Source = context.Get(_source), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Imports.ListImportsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Runs.Select(r => Row(r.Id, r.Metadata)), answer.NextPageToken);

        static string[] Row(string id, ImportMetadata i) =>
        [
            id, i.Source, ValueText.Of(i.State), i.FileName, ValueText.Of(i.RowsRead), $"{i.Applied} of {i.Planned}", ValueText.Of(i.RowsBad), ValueText.Of(i.StartedAt),
        ];
    }

    private static async Task<Page> AuditAsync(CommandContext context, PageRequest page)
    {
        var request = new ListAuditEntriesRequest
        {
            IdentityId = context.Get(_identity), Subject = context.Get(_subject), Action = context.Get(_action), Descending = context.Get(_descending),
            PageSize = page.Size, PageToken = page.Token,
        };
        var answer = await context.Client.Audit.ListAuditEntriesAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Entries.Select(AuditRow.Of), answer.NextPageToken);
    }

    private static async Task<Page> QuarantineAsync(CommandContext context, PageRequest page)
    {
        var request = new ListQuarantinedRecordsRequest
        {
            Source = context.Get(_source), RunId = context.Get(_import), PageSize = page.Size, PageToken = page.Token,
        };
        var answer = await context.Client.Sources.ListQuarantinedRecordsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Records.Select(Row), answer.NextPageToken);

        static string[] Row(QuarantinedRecord r) => [r.RunId, r.Source, ValueText.Of(r.Line), r.SourceKey, string.Join("; ", r.Faults)];
    }

    private static async Task<Page> WorkItemsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListWorkItemsRequest { Filter = context.Get(_itemFilter), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.WorkItems.ListWorkItemsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Items.Select(Row), answer.NextPageToken);

        static string[] Row(WorkItem i) =>
            [i.Id, ValueText.Of(i.Kind), ValueText.Of(i.State), i.Owner, ValueText.Of(i.OpenedAt), i.Subject, i.Summary];
    }

    private static async Task<Page> ViolationsAsync(CommandContext context, PageRequest page)
    {
        var request = new ListViolationsRequest { Rule = context.Get(_rule), PageSize = page.Size, PageToken = page.Token };
        var answer = await context.Client.Sod.ListViolationsAsync(request, cancellationToken: context.Cancellation);
        return new(answer, answer.Violations.Select(v => Row(v.IdentityId, v.Violation)), answer.NextPageToken);

        static string[] Row(string identity, SodViolation v) =>
        [
            v.Rule, identity, ValueText.Of(v.Standing), string.Join(", ", v.Held), string.Join(", ", v.Withheld), ValueText.Of(v.Since), ValueText.Of(v.Until),
        ];
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
