using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Decides whether an account that is found under our name at a target is the one that we made or mean.</summary>
public static class AccountOwnership
{
    /// <summary>
    /// True when the target's ownership attribute has our value; without such an attribute, when every attribute that we would create
    /// it with agrees. An account about which nothing can be proved is not ours: it is never taken over.
    /// </summary>
    public static bool IsOurs(DesiredAccount desired, ObservedAccount observed, CompiledTarget target)
    {
        if (target.Declaration.OwnershipAttribute is { } attribute)
        {
            return desired.Attributes.TryGetValue(attribute, out var ours)
                && !AccountValues.IsBlank(ours)
                && AccountValues.Same(ours, observed.Attributes.GetValueOrDefault(attribute));
        }

        return !desired.Attributes.IsEmpty
            && desired.Attributes.All(a => AccountValues.Same(a.Value, observed.Attributes.GetValueOrDefault(a.Key)));
    }
}
