using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Domain.Accounts;

/// <summary>How far an account has come towards its desired generation.</summary>
public enum AccountStatus
{
    /// <summary>Not yet tried.</summary>
    Pending,

    /// <summary>The target agrees with the applied generation.</summary>
    Converged,

    /// <summary>The target was away, slow, throttling or its answer was lost; tried again at the next attempt.</summary>
    Retrying,

    /// <summary>The target refused for a reason that a person must act on; tried again, rarely.</summary>
    Refused,

    /// <summary>The name is another's at the target; the identity chooses another.</summary>
    NameTaken,

    /// <summary>The change was taken and is done later, by a person or by the target in its own time; asked after until then.</summary>
    Accepted,
}

/// <summary>What Prov knows of an account at its target.</summary>
public sealed record Account
{
    public required string AccountId { get; init; }

    /// <summary>The store's version of the applied part of the row; 0 before the first commit of an outcome.</summary>
    public long Version { get; init; }

    /// <summary>Highest generation that the target is known to agree with; 0 when none.</summary>
    public long AppliedGeneration { get; init; }

    public AccountStatus Status { get; init; }

    /// <summary>The account as last known at the target; null when it is not there.</summary>
    public ObservedAccount? Observed { get; init; }

    /// <summary>The target's own id of the account that Prov deleted last; null when there was none, or another is there since.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeletedNativeId { get; init; }

    /// <summary>What Prov gave last, where the target shows something else since; see <see cref="GivenValues"/>.</summary>
    public ImmutableSortedDictionary<string, Value> Given { get; init; } = AttributeSet.Empty;

    /// <summary>What a person was asked to do with it and has not yet confirmed; null when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AskedChange? Asked { get; init; }

    /// <summary>
    /// Attributes that were written with an unknown outcome, with the values: what the target shows next tells whether they were given.
    /// </summary>
    public ImmutableSortedDictionary<string, Value> Attempted { get; init; } = AttributeSet.Empty;

    /// <summary>Attributes with values that somebody else added, where the mapping says to report those; ordered.</summary>
    public ImmutableArray<string> AttributesWithOtherValues { get; init; } = [];

    /// <summary>Tries since the last success.</summary>
    public int Attempts { get; init; }

    /// <summary>Refusals in a row: from <see cref="Limits.RefusalsUntilQuarantine"/> on a person is asked, and it is tried rarely.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Refusals { get; init; }

    /// <summary>Reason of the last failure, a stable code; null after a success.</summary>
    public string? FailureReason { get; init; }

    /// <summary>What happened and what to do, without secrets; null after a success.</summary>
    public string? FailureMessage { get; init; }

    /// <summary>The write that the target has accepted and not yet done; null when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PendingOperation? Pending { get; init; }

    /// <summary>
    /// Until when the same difference is not written again, because the target said that it was done and did not do it; null when writes
    /// are not stopped.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WritesStoppedUntil { get; init; }

    /// <summary>While <see cref="AccountStatus.NameTaken"/>: the name that was taken.</summary>
    public string? TakenName { get; init; }

    /// <summary>
    /// True when this is the account as found at its target: the one that is known there, or the very one that Prov deleted, which has been
    /// brought back. Where names are the ids, an id proves nothing: anybody can have made it anew.
    /// </summary>
    public bool IsOf(ObservedAccount found) => Observed is { } known
        ? known.NativeId == found.NativeId
        : DeletedNativeId == found.NativeId && found.NativeId != found.Name;
}

/// <summary>An account as a target shows it.</summary>
public sealed record ObservedAccount
{
    /// <summary>The target's own unchanging id (entryUUID, primary key); may equal the name.</summary>
    public required string NativeId { get; init; }

    public required string Name { get; init; }

    public bool Enabled { get; init; }

    /// <summary>Organisational units from the top down, a list of texts; null where the connector knows no places.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Value Placement { get; init; }

    /// <summary>Only attributes that Prov manages.</summary>
    public ImmutableSortedDictionary<string, Value> Attributes { get; init; } = AttributeSet.Empty;

    public ImmutableArray<string> Entitlements { get; init; } = [];
}
