using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sod;

namespace Prov.Domain.Auditing;

/// <summary>Describes which conflicts came and went: what is withheld, and how rules of separation of duties stand.</summary>
internal static class ConflictDifference
{
    public static IEnumerable<(string Action, Dictionary<string, string> Details)> Describe(Identity? before, Identity after)
    {
        var (withheld, violations) = (before?.Withheld ?? [], before?.Violations ?? []);
        if (withheld == after.Withheld && violations == after.Violations)
        {
            yield break;
        }

        foreach (var violation in after.Violations.Where(v => !violations.Any(v.SameAs)))
        {
            yield return (AuditActions.SodViolationFound, Details(violation));
        }

        foreach (var violation in violations.Where(v => after.Violations.All(n => n.Rule != v.Rule)))
        {
            yield return (AuditActions.SodViolationEnded, Details(violation));
        }

        foreach (var grant in after.Withheld.Where(w => !withheld.Any(w.SameAs)))
        {
            yield return (AuditActions.GrantWithheld, Details(grant));
        }
    }

    private static Dictionary<string, string> Details(SodViolation violation)
    {
        var details = new Dictionary<string, string>
        {
            ["rule"] = violation.Rule,
            ["standing"] = violation.Standing.ToString(),
            ["held"] = string.Join(", ", violation.Held),
        };
        if (!violation.Withheld.IsEmpty)
        {
            details["withheld"] = string.Join(", ", violation.Withheld);
        }

        if (violation.Until is { } until)
        {
            details["until"] = Rfc3339.Format(until);
        }

        return details;
    }

    private static Dictionary<string, string> Details(WithheldGrant grant) => new()
    {
        ["gives"] = new GrantKey(grant.Kind, grant.Target, grant.Name, grant.Intent).ToString(),
        ["reason"] = grant.Reason.ToString(),
        ["by"] = grant.By,
    };
}
