using Prov.Domain.Policies;

namespace Prov.Domain.Preview;

/// <summary>A policy or role that differs between two versions of the configuration.</summary>
/// <param name="Before">Its condition as it was; null when it is new.</param>
/// <param name="After">Its condition as it becomes; null when it is no longer there.</param>
/// <param name="OnlyWhen">True when nothing but the condition differs: then only those are concerned for whom it holds in one version alone.</param>
internal sealed record ConditionChange(CompiledCondition? Before, CompiledCondition? After, bool OnlyWhen);
