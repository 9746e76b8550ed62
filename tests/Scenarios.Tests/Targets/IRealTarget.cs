using Prov.V1;

namespace Prov.Scenarios.Tests.Targets;

/// <summary>A target system of one scenario, read and changed past Prov.</summary>
internal interface IRealTarget
{
    /// <summary>Connector and settings by which Prov reaches it.</summary>
    void Place(TargetSystem declaration);

    /// <summary>Every account that is there.</summary>
    IReadOnlyList<TargetAccount> Accounts();

    /// <summary>Changes an account by hand.</summary>
    void Change(PolicyTestTargetChange change);
}

/// <summary>An account as a target's own tools show it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">Whether it can be signed in with.</param>
/// <param name="Attributes">Every attribute that has a value, as texts.</param>
/// <param name="Entitlements">Its rights.</param>
internal sealed record TargetAccount(
    string Name, bool Enabled, IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes, IReadOnlyList<string> Entitlements);
