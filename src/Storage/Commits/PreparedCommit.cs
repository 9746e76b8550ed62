using System.Collections.Immutable;
using Prov.Domain.Auditing;
using Prov.Domain.Identities;
using Prov.Domain.WorkItems;
using Prov.Storage.Auditing;
using Prov.Storage.Serialization;

namespace Prov.Storage.Commits;

/// <summary>A commit with its payloads written out, JSON in UTF-8: done by the caller's thread, so that a lane only moves bytes.</summary>
internal abstract class PreparedCommit
{
    private readonly TaskCompletionSource<CommitResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected PreparedCommit(ImmutableArray<AuditEntry> audit)
    {
        if (audit.Length > AuditPositions.PerBatch)
        {
            throw new ArgumentException($"A commit has at most {AuditPositions.PerBatch} audit entries.", nameof(audit));
        }

        Audit = [.. audit.Select(e => new AuditLine(e))];
    }

    public ImmutableArray<AuditLine> Audit { get; }

    /// <summary>What the commit does to work items; mostly nothing.</summary>
    public virtual ImmutableArray<WorkItemChange> WorkItems => [];

    public Task<CommitResult> Completion => _completion.Task;

    /// <summary>Key by which a lane is chosen.</summary>
    public abstract string LaneKey { get; }

    /// <summary>Two commits that share one of these may not be in one batch: the second must see the first.</summary>
    public abstract ImmutableArray<(string Kind, string Key)> ExclusiveKeys { get; }

    public void Complete(CommitResult result) => _completion.TrySetResult(result);

    public void Fail(Exception fault) => _completion.TrySetException(fault);
}

/// <summary>An identity's commit, written out.</summary>
internal sealed class PreparedIdentityCommit : PreparedCommit
{
    public PreparedIdentityCommit(IdentityCommit commit)
        : base(commit.Audit)
    {
        Commit = commit;
        IdentityId = commit.Identity?.Id ?? commit.Event!.IdentityId;
        Tenant = commit.Identity?.Tenant ?? commit.Event!.Tenant;
        if (commit.Identity is { } identity)
        {
            Payload = PayloadJson.WriteBytes(identity);
            Attributes = PayloadJson.WriteBytes(identity.Attributes.RemoveRange(commit.SecretAttributes));
            Records = PayloadJson.WriteBytes(identity.Records.Select(r => RecordColumn.Of(r, commit.At)));
        }

        ExclusiveKeys = Exclusive();
        Desired = [.. commit.Accounts.Select(PayloadJson.WriteBytes)];
    }

    public IdentityCommit Commit { get; }

    public string IdentityId { get; }

    public string Tenant { get; }

    public byte[]? Payload { get; }

    /// <summary>What lists and filters see: all but the secret ones.</summary>
    public byte[]? Attributes { get; }

    /// <summary>See <see cref="RecordColumn"/>.</summary>
    public byte[]? Records { get; }

    public ImmutableArray<byte[]> Desired { get; }

    public override string LaneKey => IdentityId;

    public override ImmutableArray<WorkItemChange> WorkItems => Commit.WorkItems;

    public override ImmutableArray<(string Kind, string Key)> ExclusiveKeys { get; }

    private ImmutableArray<(string Kind, string Key)> Exclusive()
    {
        var keys = ImmutableArray.CreateBuilder<(string, string)>(2 + Commit.Reserve.Length + Commit.Release.Length);
        keys.Add(("identity", IdentityId));
        if (Commit.Event is { } mark)
        {
            keys.Add(("event", $"{Tenant}\n{mark.Source}\n{mark.EventId}"));
        }

        foreach (var reservation in Commit.Reserve)
        {
            keys.Add((reservation.Space, $"{Tenant}\n{reservation.Key}"));
        }

        foreach (var release in Commit.Release)
        {
            keys.Add((release.Reservation.Space, $"{Tenant}\n{release.Reservation.Key}"));
        }

        return keys.DrainToImmutable();
    }
}

/// <summary>An account's commit, written out.</summary>
internal sealed class PreparedAccountCommit(AccountCommit commit) : PreparedCommit(commit.Audit)
{
    public AccountCommit Commit { get; } = commit;

    public byte[] Payload { get; } = PayloadJson.WriteBytes(commit.Account);

    public override ImmutableArray<WorkItemChange> WorkItems => Commit.WorkItems;

    public override string LaneKey => Commit.Account.AccountId;

    public override ImmutableArray<(string Kind, string Key)> ExclusiveKeys { get; } = [("account", commit.Account.AccountId)];
}

/// <summary>Audit entries that belong to no identity or account, and changes to work items by themselves.</summary>
internal sealed class PreparedAuditCommit(ImmutableArray<AuditEntry> entries, ImmutableArray<WorkItemChange> items) : PreparedCommit(entries)
{
    public override ImmutableArray<WorkItemChange> WorkItems => items;

    public override string LaneKey => "";

    public override ImmutableArray<(string Kind, string Key)> ExclusiveKeys => [];
}
