using Prov.Domain.Accounts;

namespace Prov.Grains.Contracts;

/// <summary>What reconciliation asks of an account.</summary>
/// <param name="Desired">What its row says that it should be.</param>
/// <param name="Account">What its row says of it.</param>
/// <param name="Seen">The account as a scan found it; null to look for it at the target first.</param>
/// <param name="RunId">The run that asks.</param>
[GenerateSerializer, Alias("prov.ReconcileOrder"), Immutable]
public sealed record ReconcileOrder(
    [property: Id(0)] DesiredAccount Desired, [property: Id(1)] Account Account, [property: Id(2)] ObservedAccount? Seen, [property: Id(3)] string RunId)
{
    /// <summary>True when what was seen is to become this account, which was not known at the target so far.</summary>
    [Id(4)] public bool Link { get; init; }
}

/// <summary>What became of an order.</summary>
[GenerateSerializer, Alias("prov.ReconcileOutcome")]
public enum ReconcileOutcome
{
    /// <summary>The account has been worked on since; the next run sees what came of it.</summary>
    Superseded,

    /// <summary>The account is as it should be.</summary>
    Converged,

    /// <summary>It could not be brought there yet; its ordinary work goes on.</summary>
    Failed,
}

/// <summary>The answer to an order.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Observed">The account as it is now; null when it is not there.</param>
/// <param name="Explanation">Why it failed; empty otherwise.</param>
[GenerateSerializer, Alias("prov.ReconcileAnswer"), Immutable]
public sealed record ReconcileAnswer(
    [property: Id(0)] ReconcileOutcome Outcome, [property: Id(1)] ObservedAccount? Observed, [property: Id(2)] string Explanation);
