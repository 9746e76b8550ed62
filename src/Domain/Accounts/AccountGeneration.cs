using Prov.Domain.Identities;

namespace Prov.Domain.Accounts;

/// <summary>Gives what differs from the last decision a generation of its own, and says whether it takes access away.</summary>
internal static class AccountGeneration
{
    /// <summary>The account with its generation; the old one when nothing differs.</summary>
    /// <param name="old">As last decided; null for a new one.</param>
    /// <param name="next">As decided now.</param>
    /// <param name="epoch">The identity's epoch.</param>
    /// <param name="emergency">True when what is taken away is an emergency.</param>
    public static DesiredAccount Seal(DesiredAccount? old, DesiredAccount next, int epoch, bool emergency)
    {
        var hurries = emergency && old is { RemovesAccess: true, Emergency: false };
        if (old is not null && !hurries && SameContent(old, next))
        {
            return old;
        }

        var removes = old is not null && (TakesAway(old, next) || (old.RemovesAccess && !TakesAway(next, old)));
        return next with
        {
            Generation = (old?.Generation ?? 0) + 1,
            Epoch = epoch,
            RemovesAccess = removes,
            Emergency = removes && (emergency || old is { Emergency: true }),
        };
    }

    private static bool SameContent(DesiredAccount old, DesiredAccount next) => ReferenceEquals(old, next)
        || (old.State == next.State
            && old.Name == next.Name
            && old.DeleteAt == next.DeleteAt
            && old.Placement.Equals(next.Placement)
            && old.Entitlements.AsSpan().SequenceEqual(next.Entitlements.AsSpan())
            && old.Withdrawn.AsSpan().SequenceEqual(next.Withdrawn.AsSpan())
            && AttributeSet.Same(old.Attributes, next.Attributes)
            && (ReferenceEquals(old.Assertions, next.Assertions) || old.Assertions.SequenceEqual(next.Assertions)));

    private static bool TakesAway(DesiredAccount from, DesiredAccount to) =>
        to.State < from.State || (from.Entitlements != to.Entitlements && from.Entitlements.Except(to.Entitlements).Any());
}
