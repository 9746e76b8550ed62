using System.Collections.Immutable;
using Prov.Domain.TargetSystems;

namespace Prov.Domain.Accounts;

/// <summary>Decides whose turn it is among one person's accounts in targets that depend on each other.</summary>
/// <remarks>
/// Made and enabled where others depend on it first, deleted there last. Changes of an account that is there wait for nothing, and nor
/// does disabling one: a target that is away never keeps access open elsewhere.
/// </remarks>
public static class AccountOrder
{
    /// <summary>Targets whose accounts of the same person and intent may have to go first.</summary>
    public static ImmutableArray<string> Before(DesiredAccount desired, ObservedAccount? observed, CompiledTarget target) => desired.State switch
    {
        AccountState.Enabled when observed is not { Enabled: true } => target.Declaration.DependsOn,
        AccountState.Absent when observed is not null => target.Dependents,
        _ => [],
    };

    /// <summary>True when an account is to wait for another of <see cref="Before"/>.</summary>
    public static bool MustWait(DesiredAccount desired, DesiredAccount otherDesired, Account other) =>
        desired.State == AccountState.Enabled
            ? otherDesired.State == AccountState.Enabled && other.Observed is not { Enabled: true }
            : otherDesired.State == AccountState.Absent && other.Observed is not null;
}
