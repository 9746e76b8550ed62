using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;

namespace Prov.Grains.Accounts;

/// <summary>Says a plan in the words of the connector contract.</summary>
internal static class ConnectorPlans
{
    public static NewAccount NewAccountOf(AccountPlan plan) => new()
    {
        Name = plan.Result!.Name,
        Enabled = plan.Result.Enabled,
        Attributes = plan.Result.Attributes,
        Entitlements = plan.Result.Entitlements,
    };

    public static AccountChange ChangeOf(AccountPlan plan) => new()
    {
        Enabled = plan.Enabled,
        Name = plan.Name,
        Set = plan.Set,
        Add = plan.Add,
        Remove = plan.Remove,
    };
}
