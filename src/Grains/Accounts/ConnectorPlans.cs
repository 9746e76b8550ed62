using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;

namespace Prov.Grains.Accounts;

/// <summary>Says a plan in the words of the connector contract.</summary>
internal static class ConnectorPlans
{
    public static NewAccount NewAccountOf(AccountPlan plan) => new()
    {
        Placement = UnitsOf(plan.Result!.Placement),
        InitialSecret = plan.InitialSecret is { } policy ? SecretGenerator.Generate(policy) : null,
        Name = plan.Result!.Name,
        Enabled = plan.Result.Enabled,
        Attributes = plan.Result.Attributes,
        Entitlements = plan.Result.Entitlements,
    };

    public static AccountChange ChangeOf(AccountPlan plan) => new()
    {
        Enabled = plan.Enabled,
        Name = plan.Name,
        Placement = UnitsOf(plan.Placement),
        Set = plan.Set,
        Add = plan.Add,
        Remove = plan.Remove,
    };

    private static ImmutableArray<string>? UnitsOf(Value placement) =>
        placement.IsNull ? null : [.. placement.AsValues().Select(u => u.AsString())];
}
