namespace Prov.Cluster.Tests.Checks;

/// <summary>Decides whether a history keeps every promise. Pure: it asks nobody, and Prov least.</summary>
public static class HistoryChecker
{
    /// <summary>Every promise that was not kept.</summary>
    public static IReadOnlyList<Violation> Check(History history) =>
    [
        .. ReceiptCheck.Run(history),
        .. CreationCheck.Run(history),
        .. EffectCheck.Run(history),
        .. LeaverCheck.Run(history),
        .. FinalStateCheck.Run(history),
    ];
}
