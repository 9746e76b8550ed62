using Microsoft.Data.Sqlite;

namespace Prov.Storage.Sqlite;

/// <summary>The statements of a commit.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    public Statement FindEvent { get; } = new(
        connection,
        "select digest, identity_id, outcome, generation from events where tenant = @tenant and source = @source and event_id = @event",
        "tenant", "source", "event");

    public Statement InsertEvent { get; } = new(
        connection,
        """
        insert into events (tenant, source, event_id, digest, identity_id, source_key, kind, outcome, generation, accepted_at)
        values (@tenant, @source, @event, @digest, @identity, @key, @kind, @outcome, @generation, @now)
        """,
        "tenant", "source", "event", "digest", "identity", "key", "kind", "outcome", "generation", "now");

    public Statement IdentityVersion { get; } = new(
        connection, "select version, commit_id from identities where partition = @partition and id = @id", "partition", "id");

    public Statement UpsertIdentity { get; } = new(
        connection,
        """
        insert into identities (partition, id, tenant, version, commit_id, state, epoch, policy_version, attributes, payload, source_records,
            due_at, created_at, updated_at)
        values (@partition, @id, @tenant, @version, @commit, @state, @epoch, @policy, @attributes, @payload, @records, @due, @now, @now)
        on conflict (partition, id) do update
        set version = excluded.version, commit_id = excluded.commit_id, state = excluded.state, epoch = excluded.epoch,
            policy_version = excluded.policy_version, attributes = excluded.attributes, payload = excluded.payload,
            source_records = excluded.source_records, due_at = excluded.due_at, updated_at = excluded.updated_at
        """,
        "partition", "id", "tenant", "version", "commit", "state", "epoch", "policy", "attributes", "payload", "records", "due", "now");

    public Statement UpsertDesired { get; } = new(
        connection,
        """
        insert into accounts (partition, id, identity_id, tenant, target, name, desired_generation, desired_state, desired, due_priority,
            due_at, applied_generation, status, account, account_version, updated_at)
        values (@partition, @id, @identity, @tenant, @target, @name, @generation, @state, @desired, @priority, @due, 0, 'Pending', null, 0, @now)
        on conflict (partition, id) do update
        set name = excluded.name, desired_generation = excluded.desired_generation, desired_state = excluded.desired_state,
            desired = excluded.desired, due_at = excluded.due_at, updated_at = excluded.updated_at,
            -- access that an unapplied generation takes away stays urgent under a later one that does not
            due_priority = case when due_at is not null then min(due_priority, excluded.due_priority) else excluded.due_priority end
        where desired_generation < excluded.desired_generation
        """,
        "partition", "id", "identity", "tenant", "target", "name", "generation", "state", "desired", "priority", "due", "now");

    public Statement Holder { get; } = new(
        connection,
        """
        select owner from reservations
        where tenant = @tenant and space = @space and key = @key and (released_until is null or released_until > @now)
        """,
        "tenant", "space", "key", "now");

    public Statement Reserve { get; } = new(
        connection,
        """
        insert into reservations (tenant, space, key, owner) values (@tenant, @space, @key, @owner)
        on conflict (tenant, space, key) do update set owner = excluded.owner, released_until = null
        """,
        "tenant", "space", "key", "owner");

    public Statement Release { get; } = new(
        connection,
        "update reservations set released_until = @until where tenant = @tenant and space = @space and key = @key and owner = @owner",
        "tenant", "space", "key", "owner", "until");

    public Statement UpdateAccount { get; } = new(
        connection,
        """
        update accounts
        set account = @account, applied_generation = @generation, status = @status, account_version = @version + 1, commit_id = @commit,
            updated_at = @now,
            due_at = case
                when desired_generation <= @generation then @due
                -- what was not worked on is not postponed
                when @worked > 0 and desired_generation > @worked then min(coalesce(due_at, @now), coalesce(@due, @now))
                else coalesce(@due, @now) end,
            due_priority = case when desired_generation > @generation then due_priority else 1 end
        where partition = @partition and id = @id and account_version = @version
        """,
        "partition", "id", "version", "commit", "generation", "status", "account", "due", "now", "worked");

    public Statement AccountCommit { get; } = new(
        connection, "select commit_id from accounts where partition = @partition and id = @id", "partition", "id");

    public Statement NewestHead { get; } = new(
        connection, "select chain, sequence, hash from audit_chains order by opened_at desc limit 1");

    public Statement WriteHead { get; } = new(
        connection,
        """
        insert into audit_chains (chain, opened_at, predecessor, predecessor_sequence, predecessor_hash, sequence, hash, signature)
        values (@chain, @now, @predecessor, @predecessor_sequence, @predecessor_hash, @sequence, @hash, @signature)
        on conflict (chain) do update set sequence = excluded.sequence, hash = excluded.hash, signature = excluded.signature
        """,
        "chain", "now", "predecessor", "predecessor_sequence", "predecessor_hash", "sequence", "hash", "signature");

    public Statement InsertAuditBatch { get; } = new(
        connection,
        "insert into audit_batches (chain, sequence, hash, entries, at) values (@chain, @sequence, @hash, @entries, @now) returning id",
        "chain", "sequence", "hash", "entries", "now");

    public Statement InsertAuditEntry { get; } = new(
        connection,
        """
        insert into audit_entries (position, at, tenant, subject, identity_id, action, actor, cause, details)
        values (@position, @at, @tenant, @subject, @identity, @action, @actor, @cause, @details)
        """,
        "position", "at", "tenant", "subject", "identity", "action", "actor", "cause", "details");

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)
            [FindEvent, InsertEvent, IdentityVersion, UpsertIdentity, UpsertDesired, Holder, Reserve, Release, UpdateAccount, AccountCommit,
             NewestHead, WriteHead, InsertAuditBatch, InsertAuditEntry])
        {
            statement.Dispose();
        }
    }
}
