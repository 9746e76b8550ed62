-- The same tables as on PostgreSQL. Instants are whole microseconds since 0001-01-01 UTC.

create table identities (
    partition       integer not null,
    id              text    not null,
    tenant          text    not null,
    version         integer not null,
    commit_id       text    not null,
    state           text    not null,
    epoch           integer not null,
    policy_version  integer not null,
    attributes      text    not null,
    payload         text    not null,
    source_records  text    not null,
    due_at          integer,
    created_at      integer not null,
    updated_at      integer not null,
    primary key (partition, id)
);

create index identities_due on identities (due_at) where due_at is not null;

create table accounts (
    partition          integer not null,
    id                 text    not null,
    identity_id        text    not null,
    tenant             text    not null,
    target             text    not null,
    name               text    not null,
    desired_generation integer not null,
    desired_state      text    not null,
    desired            text    not null,
    due_priority       integer not null,
    due_at             integer,
    applied_generation integer not null,
    status             text    not null,
    account            text,
    account_version    integer not null,
    commit_id          text,
    updated_at         integer not null,
    primary key (partition, id)
);

create index accounts_by_identity on accounts (identity_id);
create index accounts_due on accounts (target, due_priority, due_at) where due_at is not null;
create index accounts_not_settled on accounts (target, status) where status not in ('Pending', 'Converged');

create table events (
    tenant      text    not null,
    source      text    not null,
    event_id    text    not null,
    digest      text    not null,
    identity_id text    not null,
    source_key  text    not null,
    kind        text    not null,
    outcome     text    not null,
    generation  integer not null,
    accepted_at integer not null,
    primary key (tenant, source, event_id)
) without rowid;

create table reservations (
    tenant         text not null,
    space          text not null,
    key            text not null,
    owner          text not null,
    released_until integer,
    primary key (tenant, space, key)
) without rowid;

-- One chain per lane and start; its row holds the head. A chain names the head of an earlier one.
create table audit_chains (
    chain                text    not null primary key,
    opened_at            integer not null,
    predecessor          text,
    predecessor_sequence integer,
    predecessor_hash     blob,
    sequence             integer not null,
    hash                 blob    not null,
    signature            blob
) without rowid;

create table audit_batches (
    id       integer primary key autoincrement,
    chain    text    not null,
    sequence integer not null,
    hash     blob    not null,
    entries  integer not null,
    at       integer not null,
    unique (chain, sequence)
);

-- The position is the batch's id * 65536 + the place in the batch.
create table audit_entries (
    position    integer primary key,
    at          integer not null,
    tenant      text    not null,
    subject     text    not null,
    identity_id text    not null,
    action      text    not null,
    actor       text    not null,
    cause       text    not null,
    details     text    not null
);

create index audit_entries_by_identity on audit_entries (identity_id, position);

create table configurations (
    tenant     text    not null,
    version    integer not null,
    documents  blob    not null,
    applied_by text    not null,
    applied_at integer not null,
    primary key (tenant, version)
);

create table quarantine (
    tenant     text    not null,
    run_id     text    not null,
    line       integer not null,
    source     text    not null,
    source_key text    not null,
    faults     text    not null,
    at         integer not null,
    primary key (tenant, run_id, line)
);

create index quarantine_newest on quarantine (tenant, at desc);
