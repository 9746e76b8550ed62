using System.Collections.Immutable;
using Prov.Domain.Identities;
using Prov.Domain.Sources;

namespace Prov.Domain.Policies;

/// <summary>Folds what is asked and what time has brought into the direct grants of an identity.</summary>
internal static class GrantFolding
{
    /// <summary>The direct grants after the fold, ordered by id.</summary>
    /// <param name="Grants">The same array when nothing has changed.</param>
    /// <param name="Refusal">Why the change cannot be; null otherwise.</param>
    public readonly record struct Result(ImmutableArray<DirectGrant> Grants, EventFault? Refusal);

    /// <summary>What is left of them at an instant: those that have ended are gone, all of them once the identity has left.</summary>
    public static ImmutableArray<DirectGrant> Keep(ImmutableArray<DirectGrant> grants, bool left, DateTimeOffset now) =>
        left ? grants.Clear()
        : grants.Any(g => g.ValidUntil <= now) ? grants.RemoveAll(g => g.ValidUntil <= now)
        : grants;

    public static Result Apply(Identity identity, GrantChange change, DateTimeOffset now)
    {
        var grants = identity.DirectGrants;
        var place = Find(grants, change.GrantId);
        if (change.Kind == GrantChangeKind.Revoke)
        {
            return place < 0 ? new(grants, Unknown()) : new(grants.RemoveAt(place), null);
        }

        if (identity.State is LifecycleState.Terminated or LifecycleState.Archived)
        {
            return new(grants, NotHere());
        }

        if (place >= 0)
        {
            return new(grants, null);
        }

        return grants.Length == Limits.DirectGrantsPerIdentityCount
            ? new(grants, TooMany())
            : new(grants.Insert(~place, Given(change, now)), null);
    }

    /// <summary>Why what was decided cannot be the answer to a change; null when it can.</summary>
    public static EventFault? Refusal(GrantChange change, Decision decision)
    {
        if (change.Kind != GrantChangeKind.Give)
        {
            return null;
        }

        var place = Find(decision.Next.DirectGrants, change.GrantId);
        return place < 0 ? NotHere() : Blocked(decision.Next.DirectGrants[place], decision.Next);
    }

    private static EventFault? Blocked(DirectGrant grant, Identity next) =>
        next.Withheld.FirstOrDefault(w => w.Reason == WithheldReason.Blocked && w.Causes.Any(c => c.Split(" > ")[0] == grant.Cause)) is { } withheld
            ? new(
                GrantFaultReasons.SodViolation, "item",
                $"{withheld.By} keeps the {new GrantKey(withheld.Kind, withheld.Target, withheld.Name, withheld.Intent)} apart from what the identity holds: "
                + "take that away first, or except the identity for a time.")
            : null;

    private static DirectGrant Given(GrantChange change, DateTimeOffset now) =>
        change.Grant! with { Id = change.GrantId, GivenBy = change.Actor, GivenAt = now, Reason = change.Reason };

    private static int Find(ImmutableArray<DirectGrant> grants, string id)
    {
        var place = 0;
        while (place < grants.Length && string.CompareOrdinal(grants[place].Id, id) < 0)
        {
            place++;
        }

        return place < grants.Length && grants[place].Id == id ? place : ~place;
    }

    private static EventFault Unknown() => new(
        GrantFaultReasons.GrantUnknown, "grant_id", "The identity has no direct grant of this id: it was revoked or has ended, or a policy gives it.");

    private static EventFault NotHere() => new(
        GrantFaultReasons.IdentityNotHere, "identity_id", "The identity has left: it can be given nothing until it is back.");

    private static EventFault TooMany() => new(
        GrantFaultReasons.TooManyGrants, "identity_id",
        $"The identity has {Limits.DirectGrantsPerIdentityCount} direct grants, the most that are allowed: revoke some, or give a role.");
}
