using System.Text.RegularExpressions;
using Prov.V1;
using DesiredAccount = Prov.Domain.Accounts.DesiredAccount;

namespace Prov.Silo.PolicyTests;

/// <summary>Compares an identity with what is expected of it.</summary>
internal sealed partial class IdentityComparison(ITestedWorld world, FailureList failures)
{
    public async Task RunAsync(string path, PolicyTestIdentity expected)
    {
        var found = await FindAsync(expected.Of);
        if ((found is null) != expected.Unknown)
        {
            failures.Differs(path + ".of", expected.Unknown ? "no identity" : "an identity", found is null ? "none" : "one");
        }
        else if (found is not null)
        {
            Compare(path, expected, found);
            if (expected.SameAs.Length > 0 && (await FindAsync(expected.SameAs))?.Identity.Id != found.Identity.Id)
            {
                failures.Differs(path + ".sameAs", "one identity", "two");
            }
        }
    }

    private async Task<SeenIdentity?> FindAsync(string record)
    {
        var (source, key) = RecordName.Split(record);
        return await world.FindAsync(source, key);
    }

    private void Compare(string path, PolicyTestIdentity expected, SeenIdentity found)
    {
        var identity = found.Identity;
        if (expected.State != Identity.Types.State.Unspecified && expected.State != identity.State)
        {
            failures.Differs(path + ".state", expected.State.ToString().ToLowerInvariant(), identity.State.ToString().ToLowerInvariant());
        }

        foreach (var (name, value) in expected.Attributes.Where(a => !TestValues.Same(a.Value, identity.Attributes.GetValueOrDefault(a.Key))))
        {
            failures.Differs($"{path}.attributes.{name}", TestValues.Describe(value), TestValues.Describe(identity.Attributes.GetValueOrDefault(name)));
        }

        foreach (var (name, record) in expected.Provenance.Where(p => found.Provenance.GetValueOrDefault(p.Key) != p.Value))
        {
            failures.Differs($"{path}.provenance.{name}", record, found.Provenance.GetValueOrDefault(name, "no record"));
        }

        for (var i = 0; i < expected.Grants.Count; i++)
        {
            failures.Compare($"{path}.grants[{i}].causes", expected.Grants[i].Causes, CausesOf(expected.Grants[i], identity));
        }

        failures.Compare(path + ".notes", expected.Notes, found.Notes);
        failures.Compare(
            path + ".violations",
            expected.Violations.Select(v => $"{v.Rule} {v.Standing}"),
            identity.Violations.Select(v => $"{v.Rule} {v.Standing}"));
        failures.Compare(
            path + ".workItems",
            expected.WorkItems.Select(i => Describe(i.Kind, i.Reason, i.Owner)),
            found.WorkItems.Select(i => Describe(i.Kind, i.Details.GetValueOrDefault("reason", ""), i.Owner)));
        new AccountComparison(failures).Run(path + ".accounts", expected.Accounts, found.Accounts);
    }

    private static string Describe(WorkItem.Types.Kind kind, string reason, string owner) =>
        $"{kind}{(reason.Length > 0 ? " " + reason : "")}{(owner.Length > 0 ? " of " + owner : "")}";

    private static IEnumerable<string> CausesOf(PolicyTestGrant expected, Identity identity) => identity.Grants
        .Where(g => expected switch
        {
            { Role.Length: > 0 } => g.Kind == Grant.Types.Kind.Role && g.Name == expected.Role,
            { Entitlement.Length: > 0 } =>
                g.Kind == Grant.Types.Kind.Entitlement && g.TargetSystem == expected.Target && g.Name == expected.Entitlement,
            _ => g.Kind == Grant.Types.Kind.Account && g.TargetSystem == expected.Target
                && g.Name == (expected.Intent.Length > 0 ? expected.Intent : DesiredAccount.DefaultIntent),
        })
        .SelectMany(g => g.Causes.Select(WithoutId));

    // The ids of what is given by name are not known to who writes a test.
    private static string WithoutId(string cause) => GrantId().Replace(cause, "DirectGrant");

    [GeneratedRegex("DirectGrant/grt-[a-z0-9]+")]
    private static partial Regex GrantId();
}
