namespace Prov.Domain.Preview;

/// <summary>What effects are counted by: names of single accounts are left out, so that the counts stay few.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Target">The target system; empty for roles.</param>
/// <param name="Name">The attribute, entitlement or role; empty for accounts.</param>
public readonly record struct EffectPlace(EffectKind Kind, string Target, string Name)
{
    public static EffectPlace Of(PlannedEffect effect) =>
        new(effect.Kind, effect.Target, effect.Kind <= EffectKind.AccountRenamed ? "" : effect.Name);
}
