using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Storage.Auditing;

namespace Prov.Storage.Queries;

/// <summary>An account's row: what it should be, what it is, when it is worked on next.</summary>
public sealed record AccountRow(DesiredAccount Desired, Account Account, DateTimeOffset? DueAt);

/// <summary>An identity in a list.</summary>
public sealed record IdentityRow(Identity Identity, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A source's record as the difference index needs it.</summary>
/// <param name="SourceKey">Key of the record.</param>
/// <param name="ContentDigest">Digest of the feed row last applied; null when never fed.</param>
/// <param name="Here">True while the record says that the person is or will be here.</param>
public sealed record SourceRecordRow(string SourceKey, string? ContentDigest, bool Here);

/// <summary>An audit entry with its place in the record.</summary>
public sealed record AuditRow(long Position, AuditEntry Entry);

/// <summary>The outcome of an audit verification.</summary>
/// <param name="Batches">Batches that were checked.</param>
/// <param name="Entries">Entries that were checked.</param>
/// <param name="Breaks">Each break: which chain, where, what is wrong. Empty when all is intact.</param>
public sealed record AuditVerification(long Batches, long Entries, ImmutableArray<string> Breaks)
{
    /// <summary>The head of every chain. Kept outside and compared later, they prove that no chain was cut or taken away.</summary>
    public ImmutableArray<AuditHead> Heads { get; init; } = [];
}

/// <summary>A version of the configuration as it was applied.</summary>
/// <param name="Version">1 for the first.</param>
/// <param name="Documents">The documents in their serialised form, opaque to the store.</param>
public sealed record StoredConfiguration(string Tenant, long Version, ImmutableArray<byte> Documents, string AppliedBy, DateTimeOffset AppliedAt);

/// <summary>A feed row or event that was not accepted.</summary>
public sealed record QuarantinedRecord
{
    public required string Tenant { get; init; }
    public required string RunId { get; init; }
    public required string Source { get; init; }

    /// <summary>Line of the file, counted from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Empty when the row has none.</summary>
    public string SourceKey { get; init; } = "";

    /// <summary>Every fault: reason code, colon, what is wrong.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>What it was; null when an older version set it aside, or when it is too large to keep.</summary>
    public QuarantinedContent? Content { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Numbers for status displays.</summary>
public sealed record StoreCounts(
    ImmutableSortedDictionary<string, long> IdentitiesByState,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> AccountsByTargetAndStatus,
    long AccountsNotConverged,
    long Events);

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's own order.</param>
/// <param name="NextPageToken">Opaque; empty at the end.</param>
public sealed record Page<T>(ImmutableArray<T> Items, string NextPageToken);
