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
        insert into identities (partition, id, tenant, version, commit_id, state, epoch, policy_version, attributes, payload, due_at, created_at, updated_at)
        values (@partition, @id, @tenant, @version, @commit, @state, @epoch, @policy, @attributes, @payload, @due, @now, @now)
        on conflict (partition, id) do update
        set version = excluded.version, commit_id = excluded.commit_id, state = excluded.state, epoch = excluded.epoch,
            policy_version = excluded.policy_version, attributes = excluded.attributes, payload = excluded.payload, due_at = excluded.due_at,
            updated_at = excluded.updated_at
        """,
        "partition", "id", "tenant", "version", "commit", "state", "epoch", "policy", "attributes", "payload", "due", "now");

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
            due_at = case when desired_generation > @generation then coalesce(@due, due_at, @now) else @due end,
            due_priority = case when desired_generation > @generation then due_priority else 1 end
        where partition = @partition and id = @id and account_version = @version
        """,
        "partition", "id", "version", "commit", "generation", "status", "account", "due", "now");

    public Statement AccountCommit { get; } = new(
        connection, "select commit_id from accounts where partition = @partition and id = @id", "partition", "id");

    public Statement InsertAuditBatch { get; } = new(
        connection,
        """
        insert into audit_batches (chain, sequence, previous_hash, hash, entries, at)
        values (@chain, @sequence, @previous, @hash, @entries, @now)
        """,
        "chain", "sequence", "previous", "hash", "entries", "now");

    public Statement InsertAuditEntry { get; } = new(
        connection,
        """
        insert into audit_entries (chain, sequence, ordinal, hash, at, tenant, subject, identity_id, action, actor, cause, details)
        values (@chain, @sequence, @ordinal, @hash, @at, @tenant, @subject, @identity, @action, @actor, @cause, @details)
        """,
        "chain", "sequence", "ordinal", "hash", "at", "tenant", "subject", "identity", "action", "actor", "cause", "details");

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)
            [FindEvent, InsertEvent, IdentityVersion, UpsertIdentity, UpsertDesired, Holder, Reserve, Release, UpdateAccount, AccountCommit, InsertAuditBatch, InsertAuditEntry])
        {
            statement.Dispose();
        }
    }
}
