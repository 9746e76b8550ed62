using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Grains.Contracts;
using Prov.Storage.Commits;

namespace Prov.Grains.Identities;

/// <summary>Changes of direct grants take the way of events: decide, commit, acknowledge, dispatch; known by their request id.</summary>
internal sealed partial class IdentityGrain
{
    public async Task<GrantChangeResult> ChangeGrantsAsync(GrantChange change, bool validateOnly, CancellationToken cancellationToken)
    {
        var snapshot = await SnapshotAsync(change.Tenant, 0, cancellationToken);
        if (snapshot is null)
        {
            return RefusedChange(new InputFault("CONFIGURATION_MISSING", "", "No configuration has been applied yet: apply one first."));
        }

        var faults = GrantValidation.Check(change, snapshot, time.GetUtcNow());
        if (!faults.IsEmpty)
        {
            return await RefuseAsync(change, [.. faults.Select(f => new InputFault(f.Reason, f.Path, f.Message))], cancellationToken);
        }

        // Changes are rare, and a refusal has no commit that would show that another has written meanwhile.
        await LoadAsync(cancellationToken);
        return await CommitChangeAsync(new IdentityAttempt(snapshot, change.Tenant) { Change = change }, validateOnly, cancellationToken);
    }

    private async Task<GrantChangeResult> CommitChangeAsync(IdentityAttempt attempt, bool validateOnly, CancellationToken cancellationToken)
    {
        var change = attempt.Change!;
        for (var conflicts = 0; conflicts < MaxRounds;)
        {
            if (_identity is not { } held || held.Tenant != attempt.Tenant)
            {
                return RefusedChange(new InputFault("IDENTITY_UNKNOWN", "identity_id", "There is no such identity."));
            }

            if (held.PolicyVersion > attempt.Snapshot.Version)
            {
                attempt = attempt with { Snapshot = await SnapshotAsync(held.Tenant, held.PolicyVersion, cancellationToken) ?? attempt.Snapshot };
            }

            var (result, decision) = validateOnly ? (null, Decide(attempt, time.GetUtcNow())) : await TryCommitAsync(attempt, cancellationToken);
            if (decision.Refusal is { } refusal)
            {
                return await RefuseAsync(change, [new InputFault(refusal.Reason, refusal.Path, refusal.Message)], cancellationToken);
            }

            switch (result?.Status)
            {
                case null or CommitStatus.Committed:
                    return ResultOf(change, held, decision);
                case CommitStatus.RepeatedEvent:
                    return Repeated(change, result.FirstReceipt!);
                case CommitStatus.EventIdReused:
                    return Reused();
                case CommitStatus.ReservationTaken:
                    conflicts += attempt.Taken.Add(result.Taken!) && attempt.Taken.Count < MaxNames ? 0 : 1;
                    await LearnNamesNearAsync(attempt, result.Taken!, cancellationToken);
                    break;
                default:
                    conflicts++;
                    await LoadAsync(cancellationToken);
                    break;
            }
        }

        throw new TimeoutException("The identity is being changed from many sides; send the request again.");
    }

    /// <summary>A refusal, unless the request had been accepted before: a repeat gets the first receipt also when it could be done no more.</summary>
    private async Task<GrantChangeResult> RefuseAsync(GrantChange change, InputFault[] faults, CancellationToken cancellationToken) =>
        await store.FindMarkAsync(change.Tenant, GrantChange.MarkSource, change.RequestId, cancellationToken) switch
        {
            null => RefusedChange(faults),
            { } mark when mark.Digest == IdentityCommits.DigestOf(change) => Repeated(change, mark.Receipt),
            _ => Reused(),
        };

    private GrantChangeResult ResultOf(GrantChange change, Identity before, Decision decision) => new()
    {
        Receipt = ReceiptOf(change.RequestId, decision),
        Grant = decision.Next.DirectGrants.FirstOrDefault(g => g.Id == change.GrantId),
        Gained = [.. decision.Next.Grants.Where(g => before.Grants.All(b => b.Key != g.Key))],
        Lost = [.. before.Grants.Where(b => decision.Next.Grants.All(g => g.Key != b.Key))],
        AccountsChanged = decision.ChangedAccounts.Length,
        DirectGrants = [.. before.DirectGrants.UnionBy(decision.Next.DirectGrants, g => g.Id)],
    };

    private GrantChangeResult Repeated(GrantChange change, Domain.Sources.EventReceipt first) => new()
    {
        Receipt = first with { Repeated = true },
        Grant = _identity?.DirectGrants.FirstOrDefault(g => g.Id == change.GrantId),
    };

    private static GrantChangeResult Reused() => RefusedChange(
        new InputFault("REQUEST_ID_REUSED", "request_id", "Another request came under this id; give each request its own."));

    private static GrantChangeResult RefusedChange(params InputFault[] faults) => new() { Refusal = new(faults) };
}
