using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Listing;

/// <summary>An audit entry for people.</summary>
internal static class AuditRow
{
    public static string[] Headings { get; } = ["AT", "ACTION", "SUBJECT", "ACTOR", "CAUSE", "DETAILS"];

    public static string[] Of(AuditEntry entry) =>
    [
        ValueText.Of(entry.At), entry.Action, entry.Subject, entry.Actor, entry.Cause,
        string.Join(", ", entry.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}")),
    ];
}
