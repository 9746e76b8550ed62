using Prov.Domain.Policies;

namespace Prov.Silo.Configuration;

/// <summary>Reads policies and roles.</summary>
internal static class PolicyReader
{
    private const string Gives = "spec.gives";

    public static BirthrightPolicy Read(string name, V1.BirthrightPolicy policy, DocumentFaults faults) => new()
    {
        Name = name,
        When = faults.Required(policy.When, "spec.when"),
        Gives = Content(faults.Required(policy.Gives, Gives), faults),
    };

    public static Role Read(string name, V1.BusinessRole role, DocumentFaults faults) => new()
    {
        Name = name,
        Kind = RoleKind.Business,
        Parameters = [.. role.Parameters],
        When = role.HasWhen ? role.When : null,
        ExclusiveSet = role.HasExclusiveSet ? role.ExclusiveSet : null,
        Priority = role.Priority,
        Gives = Content(faults.Required(role.Gives, Gives), faults),
    };

    public static Role Read(string name, V1.TechnicalRole role, DocumentFaults faults) => new()
    {
        Name = name,
        Kind = RoleKind.Technical,
        Parameters = [.. role.Parameters],
        When = role.HasWhen ? role.When : null,
        ExclusiveSet = role.HasExclusiveSet ? role.ExclusiveSet : null,
        Priority = role.Priority,
        Gives = Content(faults.Required(role.Gives, Gives), faults),
    };

    private static PolicyContent Content(V1.PolicyContent content, DocumentFaults faults) => new(
        [.. content.Roles],
        [.. content.Accounts],
        [.. content.Entitlements.Select((e, i) => new EntitlementReference(
            faults.Required(e.Target, $"{Gives}.entitlements[{i}].target"),
            faults.Required(e.Entitlement, $"{Gives}.entitlements[{i}].entitlement")))])
    {
        Items = [.. content.Items.Select((item, i) => PolicyItemReader.Read(item, $"{Gives}.items[{i}]", faults))],
    };
}
