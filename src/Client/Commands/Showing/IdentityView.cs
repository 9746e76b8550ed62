using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Showing;

/// <summary>An identity for people, with or without why it has what it has.</summary>
internal static class IdentityView
{
    public static void Show(Printer printer, Identity identity)
    {
        printer.Facts(Facts(identity));
        ShowTable(printer, "Attributes", ["ATTRIBUTE", "VALUE"], Sorted(identity).Select(a => new[] { a.Key, ValueText.Of(a.Value) }));
        ShowGrants(printer, identity);
    }

    public static void Explain(Printer printer, ExplainIdentityResponse answer)
    {
        printer.Facts(Facts(answer.Identity));
        ShowTable(printer, "What the sources say", ["SOURCE", "KEY", "FROM", "UNTIL", "STATE", "SEQUENCE"], answer.Records.Select(RecordRow));
        ShowTable(
            printer, "Where each attribute comes from", ["ATTRIBUTE", "VALUE", "SOURCE", "KEY"],
            Sorted(answer.Identity).Select(a => AttributeRow(a.Key, a.Value, answer.Provenance.TryGetValue(a.Key, out var from) ? from : new())));
        ShowTable(
            printer, "Where several records give an attribute", ["ATTRIBUTE", "VALUE", "SOURCE", "KEY", "WHY NOT"],
            answer.Candidates.Select(c => new[] { c.Attribute, c.Value is null ? "(secret)" : ValueText.Of(c.Value), c.Source, c.SourceKey, c.Reason }));
        ShowGrants(printer, answer.Identity);
        ShowTable(printer, "Accounts", ["TARGET", "NAME", "WANTED", "STATUS", "GENERATION", "REASON"], answer.Accounts.Select(AccountRow));
        ShowTable(printer, "What did not go as configured", ["REASON", "WHERE", "WHAT"], answer.Notes.Select(n => new[] { n.Reason, n.Subject, n.Message }));
    }

    private static IEnumerable<(string, string)> Facts(Identity identity)
    {
        yield return ("Identity", identity.Id);
        yield return ("State", ValueText.Of(identity.State));
        yield return ("Version", $"{identity.Version}, decided with configuration {identity.ConfigurationVersion}");
        if (identity.NextEvaluation is { } next)
        {
            yield return ("Changes at", ValueText.Of(next));
        }
    }

    private static void ShowGrants(Printer printer, Identity identity)
    {
        ShowTable(
            printer, "What it is given", ["WHAT", "TARGET", "NAME", "UNTIL", "BY", "BECAUSE OF"],
            identity.Grants.Select(g => new[] { ValueText.Of(g.Kind), g.TargetSystem, g.Name, ValueText.Of(g.ValidUntil), Causes(g), string.Join("; ", g.Causes) }));
        ShowTable(
            printer, "What it is not given because of a conflict", ["WHAT", "TARGET", "NAME", "REASON", "BY"],
            identity.Withheld.Select(w => new[] { ValueText.Of(w.Grant.Kind), w.Grant.TargetSystem, w.Grant.Name, ValueText.Of(w.Reason), w.By }));
        ShowTable(
            printer, "Separation of duties", ["RULE", "STANDING", "HELD", "WITHHELD", "SINCE", "UNTIL"],
            identity.Violations.Select(v => new[]
            {
                v.Rule, ValueText.Of(v.Standing), string.Join(", ", v.Held), string.Join(", ", v.Withheld), ValueText.Of(v.Since), ValueText.Of(v.Until),
            }));
    }

    private static string Causes(Grant grant) => string.Join(", ", grant.CausedBy.Select(c => ValueText.Of(c.Kind)).Distinct());

    private static string[] RecordRow(SourceRecord record)
    {
        var state = record.Ended ? "ended" : record.Suspended ? "suspended" : "open";
        return [record.Source, record.SourceKey, ValueText.Of(record.Start), ValueText.Of(record.End), state, record.HasSequence ? ValueText.Of(record.Sequence) : ""];
    }

    private static string[] AttributeRow(string name, AttributeValue value, Provenance from) => [name, ValueText.Of(value), from.Source, from.SourceKey];

    private static string[] AccountRow(Account account)
    {
        var generation = $"{account.AppliedGeneration} of {account.Desired?.Generation}";
        return [account.TargetSystem, account.Desired?.Name ?? "", ValueText.Of(account.Desired?.State ?? 0), ValueText.Of(account.Status), generation, account.FailureReason];
    }

    private static IEnumerable<KeyValuePair<string, AttributeValue>> Sorted(Identity identity) => identity.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal);

    private static void ShowTable(Printer printer, string title, string[] headings, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        if (all.Length > 0)
        {
            printer.Line("");
            printer.Line(title);
            printer.Table(headings, all);
        }
    }
}
