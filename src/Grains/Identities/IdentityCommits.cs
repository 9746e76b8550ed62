using System.Security.Cryptography;
using System.Text.Json;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Domain.Sources;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>Turns a decision into what the store writes.</summary>
internal static class IdentityCommits
{
    // The grain dispatches at once; a sweeper takes over only what was lost on the way, or at once what will find no free place.
    private static readonly TimeSpan _dispatchGrace = TimeSpan.FromSeconds(5);

    public static IdentityCommit Of(
        Decision decision, LifecycleEvent? lifecycleEvent, PolicySnapshot snapshot, string identityId, bool dispatched, DateTimeOffset now) => new()
    {
        CommitId = Guid.CreateVersion7(now),
        Identity = decision.Changed ? decision.Next : null,
        Event = lifecycleEvent is null ? null : Mark(decision, lifecycleEvent, identityId),
        Accounts = decision.ChangedAccounts,
        Reserve = decision.Reserve,
        Release = decision.Release,
        WorkItems = decision.WorkItems,
        Audit = decision.Audit,
        SecretAttributes = snapshot.SecretAttributes,
        AccountsDueAt = dispatched ? now + _dispatchGrace : now,
        At = now,
    };

    private static EventMark Mark(Decision decision, LifecycleEvent lifecycleEvent, string identityId) => new(
        lifecycleEvent,
        Digest(lifecycleEvent),
        identityId,
        decision.Outcome ?? EventOutcome.Unchanged,
        decision.Changed ? decision.Next.Version + 1 : decision.Next.Version);

    private static Guid Digest(LifecycleEvent lifecycleEvent)
    {
        // Who submitted it is no part of what it says.
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(lifecycleEvent with { Actor = "" }), digest);
        return new Guid(digest[..16]);
    }
}
