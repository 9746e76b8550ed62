using System.Collections.Immutable;

namespace Prov.Connectors.Conformance;

/// <summary>An account as another reader of the target sees it.</summary>
/// <param name="Attributes">The values of each attribute as texts, in the form of <see cref="Domain.Expressions.Value.ToString"/>; absent ones left out.</param>
public sealed record TargetAccount(
    string Name, bool Enabled, ImmutableDictionary<string, ImmutableArray<string>> Attributes, ImmutableArray<string> Entitlements);
