using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Auditing;

/// <summary>Describes which direct grants came and went, and why.</summary>
internal static class GrantDifference
{
    public static IEnumerable<(string Action, Dictionary<string, string> Details)> Describe(
        Identity? before, Identity after, GrantChange? change, DateTimeOffset now)
    {
        var old = before?.DirectGrants ?? [];
        if (old == after.DirectGrants)
        {
            yield break;
        }

        foreach (var grant in old.Where(g => !Has(after, g)))
        {
            yield return (Ended(grant, change, now), Details(grant, change?.GrantId == grant.Id ? change.Reason : ""));
        }

        foreach (var grant in after.DirectGrants.Where(g => before is null || !Has(before, g)))
        {
            yield return (AuditActions.GrantGiven, Details(grant, grant.Reason));
        }
    }

    private static bool Has(Identity identity, DirectGrant grant) => identity.DirectGrants.Any(g => g.Id == grant.Id);

    private static string Ended(DirectGrant grant, GrantChange? change, DateTimeOffset now) =>
        change is { Kind: GrantChangeKind.Revoke } && change.GrantId == grant.Id ? AuditActions.GrantRevoked
        : grant.ValidUntil <= now ? AuditActions.GrantExpired
        : AuditActions.GrantEnded;

    private static Dictionary<string, string> Details(DirectGrant grant, string reason)
    {
        var details = new Dictionary<string, string> { ["grant"] = grant.Id, ["gives"] = grant.Key.ToString() };
        if (grant.ValidFrom is { } from)
        {
            details["validFrom"] = Rfc3339.Format(from);
        }

        if (grant.ValidUntil is { } until)
        {
            details["validUntil"] = Rfc3339.Format(until);
        }

        if (reason.Length > 0)
        {
            details["reason"] = reason;
        }

        return details;
    }
}
