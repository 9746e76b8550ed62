using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Reconciliation;
using Prov.Domain.WorkItems;

namespace Prov.Storage.Queries;

/// <summary>What reconciliation found about an account at a target.</summary>
/// <param name="Key">The target's own id.</param>
/// <param name="Name">The account's name.</param>
/// <param name="Situation">How it stands.</param>
/// <param name="Action">What is done about it.</param>
public sealed record SituationRow(string Key, string Name, Situation Situation, ReconciliationAction Action)
{
    /// <summary>The account's record; empty when none claims it.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Digest of the account as it was found; empty when it is not there.</summary>
    public string Digest { get; init; } = "";

    public SituationDetails Details { get; init; } = new();

    /// <summary>The run that found it; set when read.</summary>
    public string RunId { get; init; } = "";

    /// <summary>When it was found; set when read.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What else is known of a situation; holds no attribute values.</summary>
public sealed record SituationDetails
{
    /// <summary>Whom it can belong to, best first.</summary>
    public ImmutableArray<WorkItemCandidate> Owners { get; init; } = [];

    /// <summary>Attributes that differ, ordered; <c>enabled</c>, <c>name</c> and <c>entitlements</c> among them.</summary>
    public ImmutableArray<string> Differing { get; init; } = [];

    /// <summary>Why it stands so, or why nothing could be done; empty when there is nothing to say.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>When an account that was disabled is deleted; null for never.</summary>
    public DateTimeOffset? DeleteAt { get; init; }
}

/// <summary>An account as last known at its target.</summary>
/// <param name="AccountId">Its record.</param>
/// <param name="Observed">Null when it is not there.</param>
/// <param name="DeletedNativeId">The target's own id of the one that Prov deleted; null when there was none, or another is there since.</param>
public readonly record struct KnownAccountRow(string AccountId, ObservedAccount? Observed, string? DeletedNativeId);

/// <summary>A list of situations at a target, in the order of the target's own ids.</summary>
public sealed record SituationQuery(string Tenant, string Target, int PageSize, string PageToken)
{
    public Situation? Situation { get; init; }

    public string? RunId { get; init; }
}
