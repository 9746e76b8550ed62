using System.Collections.Immutable;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors;

/// <summary>One kind of connector: what it is called, which settings it knows, how it is made.</summary>
public interface IConnectorFactory
{
    /// <summary>As <see cref="TargetSystem.Connector"/> names it.</summary>
    string Kind { get; }

    /// <summary>Every setting that it knows; others are refused when a configuration is applied.</summary>
    ImmutableArray<ConnectorSetting> Settings { get; }

    /// <summary>True when it can put accounts into organisational units and move them.</summary>
    bool PlacesAccounts => false;

    /// <summary>True when it can give a new account its first secret.</summary>
    bool DeliversSecrets => false;

    /// <summary>What is wrong with settings that are each allowed but do not go together; reaches nothing. Called by <see cref="SettingsCheck"/>.</summary>
    ImmutableArray<SettingFault> Check(TargetSystem target) => [];

    /// <summary>Makes a connector; does not yet reach the target. Settings have been validated.</summary>
    /// <param name="target">The target as configured.</param>
    /// <param name="secrets">Resolves settings that are secrets.</param>
    IConnector Create(TargetSystem target, ISecretResolver secrets);
}

/// <summary>A setting of a connector.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Required">Refused without it.</param>
/// <param name="Description">One sentence with unit, default and limits.</param>
public sealed record ConnectorSetting(string Name, bool Required, string Description)
{
    /// <summary>The setting's text is a reference to a secret, not the secret.</summary>
    public bool Secret { get; init; }

    /// <summary>When not empty, the only values that are allowed.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];
}

/// <summary>Turns a reference (<c>env:NAME</c>, <c>file:PATH</c>, <c>secret:NAME</c>) into the secret that it names.</summary>
public interface ISecretResolver
{
    /// <exception cref="InvalidOperationException">No such secret; the message names the reference, never a value.</exception>
    string Resolve(string reference);
}
