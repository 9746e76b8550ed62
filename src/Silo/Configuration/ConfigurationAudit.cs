using System.Collections.Immutable;
using System.Globalization;
using Prov.Domain.Auditing;
using Prov.Silo.Security;
using Prov.V1;
using AuditEntry = Prov.Domain.Auditing.AuditEntry;

namespace Prov.Silo.Configuration;

/// <summary>What audit keeps of a configuration that was applied: which documents changed. Their content is in the version itself.</summary>
internal static class ConfigurationAudit
{
    private const int MaxNames = 200;

    public static AuditEntry Applied(Caller caller, long version, IReadOnlyList<DocumentChange> changes, DateTimeOffset now)
    {
        var text = version.ToString(CultureInfo.InvariantCulture);
        var details = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        details["version"] = text;
        foreach (var group in changes.Where(c => c.Kind != DocumentChange.Types.Kind.Unchanged).GroupBy(c => c.Kind))
        {
            details[group.Key.ToString().ToLowerInvariant()] = string.Join(", ", group.Take(MaxNames).Select(c => c.Document));
        }

        return new AuditEntry
        {
            At = now,
            Tenant = caller.Tenant,
            Subject = "Configuration",
            Action = AuditActions.ConfigurationApplied,
            Actor = caller.Name,
            Cause = text,
            Details = details.ToImmutable(),
        };
    }
}
