using System.Collections.Immutable;
using Prov.Domain.Removals;

namespace Prov.Storage.Queries;

/// <summary>A plan's removals, to be counted.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Claims">The plan by scope; what each claim says of the removals before is not looked at.</param>
/// <param name="Since">Beginning of the window.</param>
/// <param name="Now">The instant of the plan.</param>
public sealed record RemovalRequest(string Tenant, ImmutableArray<RemovalCount> Claims, DateTimeOffset Since, DateTimeOffset Now)
{
    /// <summary>Source whose held leaves forbid any more of them; null when there is none.</summary>
    public string? Source { get; init; }
}

/// <summary>What became of a plan's removals.</summary>
/// <param name="Admitted">True when they were counted.</param>
/// <param name="Counts">The plan with what was taken before it.</param>
/// <param name="SourceHolds">True when the source has leaves that are held: nothing was looked at beyond that.</param>
public sealed record RemovalAnswer(bool Admitted, ImmutableArray<RemovalCount> Counts, bool SourceHolds);

/// <summary>What is held of a source.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Source">The source.</param>
/// <param name="Hash">SHA-256 over the leaves, 64 hexadecimal digits; empty when nothing is held.</param>
/// <param name="Count">How many leaves.</param>
public sealed record HeldPlan(string Tenant, string Source, string Hash, long Count);

/// <summary>A leave that is held.</summary>
public sealed record HeldLeaveRow(string Source, string SourceKey, string EventId, string IdentityId, DateTimeOffset HeldAt);

/// <summary>Which held leaves to list.</summary>
public sealed record HeldLeaveQuery(string Tenant, string Source, int PageSize, string PageToken);

/// <summary>A held leave that a person has decided on.</summary>
public sealed record DecidedLeave(string Source, string IdentityId, bool Dropped);
