using System.Security.Cryptography;
using System.Text.Json;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Grains.Digests;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>Turns a decision into what the store writes.</summary>
internal static class IdentityCommits
{
    public static IdentityCommit Of(
        Decision decision, EventMark? mark, PolicySnapshot snapshot, DateTimeOffset accountsDueAt, DateTimeOffset now) => new()
    {
        CommitId = Guid.CreateVersion7(now),
        Identity = decision.Changed ? decision.Next : null,
        Event = mark,
        Accounts = decision.ChangedAccounts,
        Reserve = decision.Reserve,
        Release = decision.Release,
        AddBlocks = decision.AddBlocks,
        RemoveBlocks = decision.RemoveBlocks,
        AddViolations = decision.AddViolations,
        RemoveViolations = decision.RemoveViolations,
        WorkItems = decision.WorkItems,
        Hold = decision.Hold,
        Free = decision.Free,
        Audit = decision.Audit,
        SecretAttributes = snapshot.SecretAttributes,
        AccountsDueAt = accountsDueAt,
        At = now,
    };

    /// <summary>Who submitted it is no part of what it says.</summary>
    public static EventMark Mark(Decision decision, LifecycleEvent lifecycleEvent, string identityId) =>
        Of(
            decision,
            new EventMark(lifecycleEvent.Tenant, lifecycleEvent.Source, lifecycleEvent.EventId, lifecycleEvent.SourceKey, lifecycleEvent.Kind.ToString())
            {
                Digest = Digest(lifecycleEvent with { Actor = "", AdmittedBy = null }),
                IdentityId = identityId,
                Outcome = EventOutcome.Unchanged,
                Generation = 0,
            });

    public static EventMark Mark(Decision decision, GrantChange change) =>
        Of(
            decision,
            new EventMark(change.Tenant, GrantChange.MarkSource, change.RequestId, change.GrantId, change.Kind + "Grant")
            {
                Digest = DigestOf(change),
                IdentityId = change.IdentityId,
                Outcome = EventOutcome.Unchanged,
                Generation = 0,
            });

    /// <summary>The identity's version after a decision's commit.</summary>
    public static long GenerationAfter(Decision decision) => decision.Changed ? decision.Next.Version + 1 : decision.Next.Version;

    /// <summary>What a change says; who sent it is no part of that.</summary>
    public static Guid DigestOf(GrantChange change) => Digest(change with { Actor = "" });

    private static EventMark Of(Decision decision, EventMark mark) => mark with
    {
        Outcome = decision.Outcome ?? EventOutcome.Unchanged,
        Generation = GenerationAfter(decision),
    };

    private static Guid Digest<T>(T content)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content), digest);
        return new Guid(digest[..16]);
    }
}
