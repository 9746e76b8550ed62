using System.Globalization;
using Prov.Domain.Auditing;
using Prov.Grains.Contracts;

namespace Prov.Grains.Sources.Imports;

/// <summary>What the audit says of a run: its counts, never its rows.</summary>
internal static class ImportAudit
{
    public static AuditEntry Entry(string action, string runId, ImportProgress progress, string actor, DateTimeOffset now) => new()
    {
        At = now,
        Tenant = progress.Tenant,
        Subject = "Import/" + runId,
        Action = action,
        Actor = actor,
        Cause = runId,
        Details = AuditDetails.Of(
            ("source", progress.Source),
            ("state", progress.State.ToString()),
            ("rowsRead", Text(progress.RowsRead)),
            ("rowsUnchanged", Text(progress.RowsUnchanged)),
            ("rowsBad", Text(progress.RowsBad)),
            ("applied", Text(progress.Applied)),
            ("leaves", Text(progress.Leaves)),
            ("leavesHeld", Text(progress.LeavesHeld)),
            ("planHash", progress.PlanHash),
            ("explanation", progress.Explanation)),
    };

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
