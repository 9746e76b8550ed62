using System.Collections.Immutable;
using Prov.Domain.Policies;

namespace Prov.Domain.Accounts;

/// <summary>Which rights an account should hold, and which that it was given it should lose.</summary>
internal static class AccountRights
{
    /// <summary>The rights that are granted by this account; its own array when nothing differs.</summary>
    public static ImmutableArray<string> Granted(DesiredAccount old, ImmutableArray<Grant> grants)
    {
        var rights = ImmutableArray.CreateBuilder<string>();
        foreach (var grant in grants)
        {
            if (grant.Kind == GrantKind.Entitlement && grant.Target == old.Target && (grant.Intent ?? DesiredAccount.DefaultIntent) == old.Intent)
            {
                rights.Add(grant.Name);
            }
        }

        return rights.SequenceEqual(old.Entitlements) ? old.Entitlements : rights.ToImmutable();
    }

    /// <summary>The rights that the account was given once and is to lose, ordered.</summary>
    public static ImmutableArray<string> Withdrawn(DesiredAccount old, ImmutableArray<string> entitlements)
    {
        if (old.Withdrawn.IsEmpty && (old.Entitlements == entitlements || old.Entitlements.IsEmpty))
        {
            return old.Withdrawn;
        }

        ImmutableArray<string> rights =
            [.. old.Withdrawn.Union(old.Entitlements).Except(entitlements).Order(StringComparer.Ordinal)];
        return rights.AsSpan().SequenceEqual(old.Withdrawn.AsSpan()) ? old.Withdrawn : rights;
    }
}
