using System.Collections.Immutable;
using Prov.Domain.Removals;
using Prov.Storage.Queries;

namespace Prov.Storage;

/// <summary>What the mass-change guard must know after a restart and from every silo: removals within a window, what is held, who is absent.</summary>
public interface IRemovalStore
{
    /// <summary>
    /// Counts a plan's removals in all its scopes or in none, whoever else counts at the same time. Nothing is counted while the source has
    /// leaves that are held.
    /// </summary>
    /// <param name="request">The plan by scope.</param>
    /// <param name="admits">Judges the plan with what was taken within the window; called while the scopes are locked, so it must be quick.</param>
    /// <param name="cancellationToken">Stops it; then nothing was counted, or the outcome is unknown and the plan counts as taken.</param>
    Task<RemovalAnswer> TakeRemovalsAsync(
        RemovalRequest request, Func<ImmutableArray<RemovalCount>, bool> admits, CancellationToken cancellationToken);

    /// <summary>What is held of a source and not yet decided; its hash names exactly these leaves.</summary>
    Task<HeldPlan> SummarizeHeldLeavesAsync(string tenant, string source, CancellationToken cancellationToken);

    /// <summary>Leaves that are held and not yet decided, by event id.</summary>
    Task<Page<HeldLeaveRow>> ListHeldLeavesAsync(HeldLeaveQuery query, CancellationToken cancellationToken);

    /// <summary>Makes what is held due, if it is still exactly the plan with this hash; else answers with the plan as it is.</summary>
    /// <param name="plan">What a person has decided on.</param>
    /// <param name="drop">True when the leaves are to have no effect at all.</param>
    /// <param name="now">From when on they are due.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<(bool Decided, HeldPlan Plan)> DecideHeldLeavesAsync(HeldPlan plan, bool drop, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Held leaves that a person has decided on, oldest first; each is leased. Their identities' commits remove them.</summary>
    Task<IReadOnlyList<DecidedLeave>> ClaimDecidedLeavesAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken);

    /// <summary>In how many complete snapshots in a row each record of a source has been missing; those that were there are not named.</summary>
    Task<IReadOnlyDictionary<string, int>> LoadAbsencesAsync(string tenant, string source, CancellationToken cancellationToken);

    /// <summary>Replaces what is known of a source's absences.</summary>
    Task SaveAbsencesAsync(string tenant, string source, IReadOnlyDictionary<string, int> absences, CancellationToken cancellationToken);
}
