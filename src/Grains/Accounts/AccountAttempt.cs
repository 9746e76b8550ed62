using System.Collections.Immutable;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.WorkItems;

namespace Prov.Grains.Accounts;

/// <summary>What came of one attempt to bring an account to its desired generation.</summary>
/// <param name="Account">The account as it becomes; its version is still the one read.</param>
/// <param name="DueAt">When to try again; null when it agrees.</param>
/// <param name="Audit">What to record.</param>
internal sealed record AccountAttempt(Account Account, DateTimeOffset? DueAt, ImmutableArray<AuditEntry> Audit)
{
    /// <summary>What people are asked to do, or need do no more.</summary>
    public ImmutableArray<WorkItemChange> WorkItems { get; init; } = [];
}
