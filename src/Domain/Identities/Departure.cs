using Prov.Domain.Sources;

namespace Prov.Domain.Identities;

/// <summary>Whether a decision takes somebody away: at once, or by an end that is nearer than before.</summary>
public static class Departure
{
    /// <param name="before">The identity as it was; null for a new one.</param>
    /// <param name="next">The identity as it becomes.</param>
    public static bool Is(Identity? before, Identity next)
    {
        if (before is null || before.Records == next.Records || !IsHere(before.State))
        {
            return false;
        }

        return !IsHere(next.State) || Tenure.Of(next.Records).EndsAt is { } end && !(Tenure.Of(before.Records).EndsAt <= end);
    }

    private static bool IsHere(LifecycleState state) => state is LifecycleState.Active or LifecycleState.Suspended;
}
