using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.TargetSystems;

namespace Prov.Grains.Tests.Accounts;

/// <summary>Targets for tests that need no more than one.</summary>
internal static class CompiledTargets
{
    public static CompiledTarget Any { get; } = Of(new() { Name = "crm", Connector = "null", AccountName = new("identity.number") });

    public static CompiledTarget Of(TargetSystem target) => PolicySnapshot.Compile(
        new ConfigurationSet { Schema = new([new("number", AttributeType.String)]), Targets = [target] }, 1).Snapshot!.FindTarget(target.Name)!;
}
